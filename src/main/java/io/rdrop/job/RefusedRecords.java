package io.rdrop.job;

import io.rdrop.example.Example;
import io.rdrop.example.RejectionReason;
import io.rdrop.telemetry.LearnerMeters;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sound records that are refused for one reason: counted, through restarts, and sent to the dead letters. */
final class RefusedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedRecords.class);

    private final RejectionReason reason;
    private final LeftOutRecords leftOut;
    private final LearnerMeters meters;
    private final ListState<Long> state;
    private boolean told;
    private long count;

    /** Goes on counting from what is stored under the reason's code, by whichever subtasks. */
    static RefusedRecords of(
            RejectionReason reason, LeftOutRecords leftOut, LearnerMeters meters, OperatorStateStore counts)
            throws Exception {
        return new RefusedRecords(
                reason, leftOut, meters, counts.getListState(new ListStateDescriptor<>(reason.code(), Types.LONG)));
    }

    private RefusedRecords(RejectionReason reason, LeftOutRecords leftOut, LearnerMeters meters, ListState<Long> state)
            throws Exception {
        this.reason = reason;
        this.leftOut = leftOut;
        this.meters = meters;
        this.state = state;
        for (long before : state.get()) {
            count += before;
        }
        meters.refused(reason, count);
    }

    void refuse(Example example, String detail) {
        count++;
        meters.refused(reason, count);
        if (!told) {
            told = true;
            LOG.warn("records go to the dead letters; the first since the last checkpoint: {}", detail);
        }
        leftOut.note(example.position(), reason, detail);
    }

    /** Writes the count into the state. */
    void save() throws Exception {
        state.update(List.of(count));
        told = false;
    }
}
