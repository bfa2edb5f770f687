package io.rdrop.late;

import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import io.rdrop.example.Label;
import io.rdrop.example.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * An event, a prediction or a label, with the time that it is taken at. Arrivals are ordered by it; of one time events
 * come before predictions, and these before labels, and then it is topic, partition and offset that count.
 *
 * @param timeMs Kafka's timestamp, or that of a record before it in its partition, if that is later
 * @param id of the event
 * @param content by kind; not copied
 */
public record Arrival(Kind kind, SourcePosition position, long timeMs, String model, String id, byte[] content)
        implements Comparable<Arrival> {
    /** What comes. */
    public enum Kind {
        EVENT(0),
        PREDICTION(1),
        LABEL(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) throws IOException {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IOException("an arrival must be of kind 0, 1 or 2 but was of kind " + code);
        }
    }

    private static final Comparator<Arrival> ORDER = Comparator.comparingLong(Arrival::timeMs)
            .thenComparing(Arrival::kind)
            .thenComparing(arrival -> arrival.position().topic())
            .thenComparingInt(arrival -> arrival.position().partition())
            .thenComparingLong(arrival -> arrival.position().offset());

    /** An event, with or without a label of its own. */
    public static Arrival of(Example event, long timeMs) {
        return of(Kind.EVENT, event.position(), timeMs, event.model(), event.id(), out -> {
            out.writeBoolean(event.isLabelled());
            ExampleFormat.write(event, out);
        });
    }

    /** A label. */
    public static Arrival of(Label label, long timeMs) {
        return of(Kind.LABEL, label.position(), timeMs, label.model(), label.id(), out -> {
            out.writeDouble(label.target());
            if (!Double.isNaN(label.weight())) {
                out.writeDouble(label.weight());
            }
        });
    }

    /** A prediction. */
    public static Arrival of(Served served, long timeMs) {
        return of(Kind.PREDICTION, served.position(), timeMs, served.model(), served.id(), out -> {
            out.writeLong(served.version());
            for (float output : served.outputs()) {
                out.writeFloat(output);
            }
        });
    }

    private interface Writing {
        void to(DataOutput out) throws IOException;
    }

    private static Arrival of(
            Kind kind, SourcePosition position, long timeMs, String model, String id, Writing content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory: it does not happen
        }
        return new Arrival(kind, position, timeMs, model, id, bytes.toByteArray());
    }

    /** Whether an event brings its label. */
    boolean bringsLabel() {
        return content[0] != 0;
    }

    /** The event. */
    Example example() {
        try {
            DataInput in = new DataInputStream(new ByteArrayInputStream(content, 1, content.length - 1));
            return ExampleFormat.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("event " + position + " cannot be read again", e);
        }
    }

    /** The event with another target. */
    Example example(double target) {
        return example().withTarget(target);
    }

    /** The event with the target of a label, and with its weight, if it gives one. */
    Example example(Arrival label) {
        Example labelled = example(label.target());
        return label.content.length > Double.BYTES
                ? labelled.weighing(ByteBuffer.wrap(label.content).getDouble(Double.BYTES))
                : labelled;
    }

    /** The target of a label. */
    double target() {
        return ByteBuffer.wrap(content).getDouble();
    }

    /** The prediction. */
    Served served() {
        ByteBuffer in = ByteBuffer.wrap(content);
        long version = in.getLong();
        float[] outputs = new float[in.remaining() / Float.BYTES];
        in.asFloatBuffer().get(outputs);
        return new Served(position, id, model, version, outputs);
    }

    @Override
    public int compareTo(Arrival other) {
        return ORDER.compare(this, other);
    }

    /** Writes it; {@link #read} reads it back. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(kind.code);
        ExampleFormat.writePosition(position, out);
        out.writeLong(timeMs);
        ExampleFormat.writeText(model, out);
        ExampleFormat.writeText(id, out);
        ExampleFormat.writeBytes(content, out);
    }

    /** Reads what {@link #write} wrote. */
    public static Arrival read(DataInput in) throws IOException {
        Kind kind = Kind.of(in.readByte());
        SourcePosition position = ExampleFormat.readPosition(in);
        long timeMs = in.readLong();
        String model = ExampleFormat.readRequired(in);
        String id = ExampleFormat.readRequired(in);
        byte[] content = ExampleFormat.readBytes(in);
        if (content == null) {
            throw new IOException("arrival " + position + " has no content");
        }
        return new Arrival(kind, position, timeMs, model, id, content);
    }
}
