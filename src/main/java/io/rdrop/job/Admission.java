package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.RejectionReason;
import io.rdrop.session.ModelSession;
import io.rdrop.telemetry.LearnerMeters;
import java.util.Locale;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.taskmanager.TaskManagerRuntimeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Which records there is room for: models by number, and all that is held by bytes. The others go to the dead letters.
 */
final class Admission {
    /**
     * The subtasks' part of the heap: what they hold is there twice, in memory and in Flink's state, and is not all
     * there is.
     */
    private static final int HEAP_PARTS = 4;

    private final int mostModels;
    private final StateRoom room;
    private final RefusedRecords tooManyModels;
    private final RefusedRecords stateFull;
    private final LearnerMeters meters;

    static Admission of(
            JobConfig config,
            TaskManagerRuntimeInfo taskManager,
            LeftOutRecords leftOut,
            LearnerMeters meters,
            OperatorStateStore counts)
            throws Exception {
        int slots = taskManager.getConfiguration().get(TaskManagerOptions.NUM_TASK_SLOTS);
        int subtasks = Math.max(1, Math.min(slots, config.parallelism()));
        Long configured = config.input().maxStateBytes();
        return new Admission(
                config.input().maxModels(),
                new StateRoom(
                        configured != null ? configured : Runtime.getRuntime().maxMemory() / HEAP_PARTS / subtasks),
                RefusedRecords.of(RejectionReason.TOO_MANY_MODELS, leftOut, meters, counts),
                RefusedRecords.of(RejectionReason.STATE_FULL, leftOut, meters, counts),
                meters);
    }

    private Admission(
            int mostModels,
            StateRoom room,
            RefusedRecords tooManyModels,
            RefusedRecords stateFull,
            LearnerMeters meters) {
        this.mostModels = mostModels;
        this.room = room;
        this.tooManyModels = tooManyModels;
        this.stateFull = stateFull;
        this.meters = meters;
        meters.room(room.bytes(), room.limit());
    }

    /**
     * Takes a record in, or refuses it.
     *
     * @param session of its model; null if it is new
     * @param models that there are
     */
    boolean admits(Example example, @Nullable ModelSession session, int models) {
        if (session == null && models >= mostModels) {
            tooManyModels.refuse(
                    example,
                    "model " + example.model() + " is new, and its subtask has " + mostModels
                            + " models, as many as input.max-models allows");
            return false;
        }
        boolean hasRoom = session == null
                ? room.hasRoomForAModel()
                // What completes a micro-batch makes room.
                : session.isLastAwaited() || room.hasRoomFor(example.bytes());
        if (!hasRoom) {
            stateFull.refuse(
                    example,
                    String.format(
                            Locale.ROOT,
                            "%s model %s: the models of its subtask hold %,d bytes, and may hold %,d (input.max-state-bytes)",
                            session == null ? "new" : "record of " + example.bytes() + " bytes for",
                            example.model(),
                            room.bytes(),
                            room.limit()));
        }
        return hasRoom;
    }

    /** Must be told of each model after each change. */
    void measure(ModelSession session) {
        room.measure(session);
        meters.room(room.bytes(), room.limit());
    }

    /** Writes what was refused into the state. */
    void save() throws Exception {
        tooManyModels.save();
        stateFull.save();
    }
}
