package io.rdrop.late;

import io.rdrop.example.ExampleFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is known of one id. Once its event and its label were both there, only that, and which label it was. */
final class Waiting {
    /** What an id takes beside its text and what is kept under it. */
    private static final int BESIDE = 160;

    final String id;
    /** When it began to wait, or was matched. */
    final long sinceMs;

    @Nullable
    Arrival event;

    @Nullable
    Arrival label;

    @Nullable
    Arrival prediction;

    /** The label, once it is known; NaN before. */
    double target = Double.NaN;

    Waiting(String id, long sinceMs) {
        this.id = id;
        this.sinceMs = sinceMs;
    }

    long bytes() {
        return BESIDE + 2L * id.length() + bytes(event) + bytes(label) + bytes(prediction);
    }

    private static long bytes(@Nullable Arrival arrival) {
        return arrival == null ? 0 : BESIDE + arrival.content().length;
    }

    void write(DataOutput out) throws IOException {
        ExampleFormat.writeText(id, out);
        out.writeLong(sinceMs);
        write(event, out);
        write(label, out);
        write(prediction, out);
        out.writeDouble(target);
    }

    private static void write(@Nullable Arrival arrival, DataOutput out) throws IOException {
        out.writeBoolean(arrival != null);
        if (arrival != null) {
            arrival.write(out);
        }
    }

    static Waiting read(DataInput in) throws IOException {
        Waiting read = new Waiting(ExampleFormat.readRequired(in), in.readLong());
        read.event = arrival(in);
        read.label = arrival(in);
        read.prediction = arrival(in);
        read.target = in.readDouble();
        return read;
    }

    private static @Nullable Arrival arrival(DataInput in) throws IOException {
        return in.readBoolean() ? Arrival.read(in) : null;
    }
}
