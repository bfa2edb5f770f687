package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.StagedSnapshot;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Snapshots into the registry, in two phases: staged as they arrive, renamed into place when the checkpoint that covers
 * them is complete, then announced. The second phase has a task of its own: training does not wait for it.
 */
final class SnapshotSink
        implements Sink<SnapshotContent>,
                SupportsCommitter<StagedSnapshot>,
                SupportsPreCommitTopology<StagedSnapshot, StagedSnapshot> {
    private static final long serialVersionUID = 1L;

    /** What was staged this long ago belongs to no checkpoint that anyone would still restore. */
    private static final Duration ABANDONED = Duration.ofDays(7);

    private final String configYaml;

    SnapshotSink(JobConfig config) {
        configYaml = JobConfigs.toYaml(config);
    }

    @Override
    public CommittingSinkWriter<SnapshotContent, StagedSnapshot> createWriter(WriterInitContext context)
            throws IOException {
        ModelRegistry registry = registry(config());
        if (context.getTaskInfo().getIndexOfThisSubtask() == 0) {
            registry.cleanStaging(ABANDONED);
        }
        return new SnapshotStaging(registry);
    }

    @Override
    public Committer<StagedSnapshot> createCommitter(CommitterInitContext context) throws IOException {
        JobConfig config = config();
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        return new SnapshotCommitter(
                config,
                registry(config),
                new ModelAnnouncer(config, subtask),
                TaskMetrics.endpoint(JobConfigs.resolved(config).metrics())
                        .snapshotMeters(JobConfigs.resolved(config).name(), Integer.toString(subtask)));
    }

    @Override
    public DataStream<CommittableMessage<StagedSnapshot>> addPreCommitTopology(
            DataStream<CommittableMessage<StagedSnapshot>> staged) {
        return staged.map(message -> message)
                .returns(staged.getType())
                .uid(Operators.STAGED)
                .name(Operators.STAGED)
                .startNewChain();
    }

    @Override
    public SimpleVersionedSerializer<StagedSnapshot> getWriteResultSerializer() {
        return getCommittableSerializer();
    }

    @Override
    public SimpleVersionedSerializer<StagedSnapshot> getCommittableSerializer() {
        return new StagedSnapshotSerializer();
    }

    private JobConfig config() {
        return JobConfigs.parse(configYaml, "the job's configuration", List.of());
    }

    private static ModelRegistry registry(JobConfig config) throws IOException {
        return new ModelRegistry(
                FlinkRegistryStorage.of(JobConfigs.resolved(config).registry().directory()), Clock.systemUTC());
    }
}
