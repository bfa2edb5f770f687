package io.rdrop.learn.pool;

import io.rdrop.config.ReplayConfig;
import io.rdrop.config.ReplayType;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TextFeatures;
import io.rdrop.learn.ReplayBuffer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text as windows, which a network learns from. The text goes on in steps of half a window; a step's window begins
 * half a window before it, so that each new byte has so many before it. Each is one update, together with earlier
 * windows: a uniform sample of all, drawn by a counter. So what is learned, and when, depends on
 * the bytes alone, and not on where records or micro-batches end. Before the first byte stands a line feed.
 */
final class TextWindows {
    private static final int PASSES = 2;
    private static final SourcePosition NOWHERE = new SourcePosition("", 0, 0, 0);

    private final int length;
    private final int step;
    private final ReplayBuffer replay;
    /** The bytes before those that are new, at most a window of them, and the new ones. */
    private byte[] text;

    private int size;
    private int fresh;
    /** Sum of -ln p of the new ones, as they were predicted. */
    private double nats;

    /**
     * A text that begins.
     *
     * @param length of a window in bytes, at least 2
     * @param kept windows that may be learned again
     */
    TextWindows(int length, int kept, long seed) {
        this.length = length;
        step = length / 2;
        replay = new ReplayBuffer(new ReplayConfig(ReplayType.RESERVOIR, kept, PASSES), seed);
        text = new byte[length + step];
        text[0] = '\n';
        size = 1;
    }

    /** Bytes of half a window. */
    int step() {
        return step;
    }

    /** Bytes until an update is due, at least 1. */
    int untilDue() {
        return step - fresh;
    }

    /** The last bytes, at least 1 and at most a window of them. */
    byte[] last() {
        return Arrays.copyOfRange(text, Math.max(0, size - length), size);
    }

    /**
     * A byte came.
     *
     * @param loss -ln p of it, as it was predicted
     * @return whether an update is due, which {@link #take} has to give before the next byte
     */
    boolean add(int symbol, double loss) {
        text[size++] = (byte) symbol;
        nats += loss;
        fresh++;
        return fresh == step;
    }

    /**
     * The windows of an update that is due. The new one is kept for later ones.
     *
     * @param replays earlier windows
     * @param update its number, which decides what is drawn
     */
    WindowBatch take(int replays, long update) {
        byte[] window = Arrays.copyOfRange(text, Math.max(0, size - 2 * step - 1), size);
        List<byte[]> all = new ArrayList<>(List.of(window));
        for (Example drawn : replay.draw(replays, update)) {
            all.add(((TextFeatures) drawn.features()).text().getBytes(StandardCharsets.ISO_8859_1));
        }
        WindowBatch batch = new WindowBatch(all, step, nats);
        TextFeatures bytes = new TextFeatures(new String(window, StandardCharsets.ISO_8859_1));
        replay.add(new Example(NOWHERE, "", Example.DEFAULT_MODEL, 0, bytes, 0));
        int before = Math.min(length, size);
        System.arraycopy(text, size - before, text, 0, before);
        size = before;
        fresh = 0;
        nats = 0;
        return batch;
    }

    /** Windows that are kept. */
    int kept() {
        return replay.size();
    }

    /** Bytes of those. */
    long bytes() {
        return replay.bytes();
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(length);
        out.writeInt(size);
        out.write(text, 0, size);
        out.writeInt(fresh);
        out.writeDouble(nats);
        replay.save(out);
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is damaged, or of windows of another length
     */
    void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        int bytes = in.readInt();
        if (saved != length || bytes < 1 || bytes > text.length) {
            throw new IOException("text state must be of windows of " + length + " bytes but was of " + saved
                    + ", with " + bytes + " bytes");
        }
        in.readFully(text, 0, bytes);
        size = bytes;
        fresh = in.readInt();
        if (fresh < 0 || fresh >= Math.min(bytes, step)) {
            throw new IOException("text state is damaged: " + fresh + " of its " + bytes + " bytes are new");
        }
        nats = in.readDouble();
        replay.restore(in);
    }
}
