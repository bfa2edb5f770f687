package io.rdrop.job;

import io.rdrop.example.RawRecord;
import io.rdrop.late.PartitionTimes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Gives each record the time that it is taken at, which never goes back within a partition. */
final class PartitionTimesOperator extends AbstractStreamOperator<RawRecord>
        implements OneInputStreamOperator<RawRecord, RawRecord> {
    private static final long serialVersionUID = 1L;

    private static final ListStateDescriptor<Map<String, Long>> LATEST =
            new ListStateDescriptor<>("latest", Types.MAP(Types.STRING, Types.LONG));

    private transient @Nullable ListState<Map<String, Long>> state;
    private transient PartitionTimes times = new PartitionTimes();

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        times = new PartitionTimes();
        // All of them: which partitions a subtask reads may be others after a restore.
        state = context.getOperatorStateStore().getUnionListState(LATEST);
        for (Map<String, Long> saved : state.get()) {
            times.restore(saved);
        }
    }

    @Override
    public void processElement(StreamRecord<RawRecord> element) {
        output.collect(
                element.replace(element.getValue(), times.of(element.getValue().position())));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (state != null) {
            state.update(List.of(new TreeMap<>(times.save())));
        }
    }
}
