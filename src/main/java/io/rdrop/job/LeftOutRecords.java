package io.rdrop.job;

import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sound records that are not learned from, on their way to the dead letters. The training thread notes where they
 * stand; a thread of their own reads their bytes again, for many at once; the training thread gives them up, in the
 * order in which it noted them, and before a checkpoint's barrier all of them. What was noted and not given up is noted
 * again after a restore.
 */
final class LeftOutRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOutRecords.class);

    /** Noted and not given up, at most: a flood must not fill the memory with notes. */
    private static final int NOTED = 1_000;

    /** Read again and not given up, at most. */
    private static final int READ_AHEAD = 8;

    private static final long CLOSE_TIMEOUT_S = 10;

    private final OriginalRecords.Reader originals;
    private final BlockingQueue<Note> notes = new LinkedBlockingQueue<>();
    private final BlockingQueue<Callable<Rejection>> letters = new ArrayBlockingQueue<>(READ_AHEAD);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "read-originals");
        made.setDaemon(true);
        return made;
    });
    /** Noted and not given up; of the training thread. */
    private int underWay;

    private record Note(SourcePosition position, RejectionReason reason, String detail) {
        Rejection letter(RawRecord record) {
            return new Rejection(
                    record, reason, record.value() == null ? detail + "; the topic no longer has its bytes" : detail);
        }
    }

    /** @param originals closed by this object */
    LeftOutRecords(OriginalRecords.Reader originals) {
        this.originals = originals;
    }

    /** Notes a record. */
    void note(SourcePosition position, RejectionReason reason, String detail) {
        underWay++;
        notes.add(new Note(position, reason, detail));
        thread.execute(this::read);
    }

    /**
     * Gives up what has been read again by now; waits only where too much is under way.
     *
     * @throws Exception if something cannot be read again
     */
    void giveReady(Consumer<Rejection> to) throws Exception {
        give(NOTED, to);
    }

    /** Waits for everything that was noted, and gives it up. */
    void giveAll(Consumer<Rejection> to) throws Exception {
        give(0, to);
    }

    private void give(int mayStay, Consumer<Rejection> to) throws Exception {
        while (underWay > 0) {
            Callable<Rejection> letter = underWay > mayStay ? letters.take() : letters.poll();
            if (letter == null) {
                return;
            }
            underWay--;
            to.accept(letter.call());
        }
    }

    /** Reads all that are noted; the calls after that, one per note, find nothing more to do. */
    private void read() {
        List<Note> now = new ArrayList<>();
        notes.drainTo(now);
        if (now.isEmpty()) {
            return;
        }
        Iterator<Note> next = now.iterator();
        try {
            originals.fetch(now.stream().map(Note::position).toList(), record -> {
                Rejection letter = next.next().letter(record);
                put(() -> letter);
            });
        } catch (IOException | RuntimeException e) {
            put(() -> {
                throw e;
            });
        }
    }

    private void put(Callable<Rejection> letter) {
        try {
            letters.put(letter);
        } catch (InterruptedException e) { // closed: nobody waits for it any more
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                LOG.warn("reading originals again has not ended within {} s", CLOSE_TIMEOUT_S);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        originals.close();
    }
}
