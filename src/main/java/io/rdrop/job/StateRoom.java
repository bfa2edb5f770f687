package io.rdrop.job;

import io.rdrop.session.ModelSession;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of all models of a subtask, and how many there may be. Told by the models' states alone, so that a restored
 * subtask decides as it would have without.
 *
 * <p>New models find room in the first nine tenths. The last tenth, at least, is for what the models hold of the
 * stream, so that networks alone, which are there for good, cannot keep the models from learning.
 */
final class StateRoom {
    private static final int TENTHS = 10;

    private final long limit;
    private final Map<String, Long> heldByModel = new HashMap<>();
    private long networks;
    private long held;

    StateRoom(long limit) {
        this.limit = limit;
    }

    /** A model's bytes, as they are now. */
    void measure(ModelSession session) {
        long now = session.heldBytes();
        Long before = heldByModel.put(session.model(), now);
        if (before == null) {
            networks += session.networkBytes();
        }
        held += now - (before == null ? 0 : before);
    }

    /** Whether there is room for one more model; the first one always finds it, if it fits on the heap at all. */
    boolean hasRoomForAModel() {
        return heldByModel.isEmpty() || bytes() + networks / heldByModel.size() <= limit - limit / TENTHS;
    }

    /** Whether there is room for so many bytes more of the stream. */
    boolean hasRoomFor(long bytes) {
        return held + bytes <= Math.max(limit - networks, limit / TENTHS);
    }

    long bytes() {
        return networks + held;
    }

    long limit() {
        return limit;
    }
}
