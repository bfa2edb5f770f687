package io.rdrop.job;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.CommandJson;
import io.rdrop.example.Command;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.task.Task;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to commands. What is none, or sets what no running job of this configuration can take on, goes to the dead
 * letters.
 */
final class CommandFunction extends ProcessFunction<RawRecord, Command> {
    private static final long serialVersionUID = 1L;

    private final String configYaml;
    private transient @Nullable JobConfig config;

    CommandFunction(JobConfig config) {
        configYaml = JobConfigs.print(config); // it needs no secrets: they stay at home
    }

    @Override
    public void open(OpenContext context) {
        config = JobConfigs.parse(configYaml, "the job's configuration", List.of());
    }

    /** Alone, as far as it can be judged here: what a model was asked before is judged where it learns. */
    private static void check(Command command, JobConfig job) {
        command.unset().forEach(key -> JobConfigs.requireSetting(job, key));
        try {
            Task.of(JobConfigs.steered(job, command.settings())).check();
        } catch (ConfigException e) {
            if (!job.challenger().isWanted()) {
                throw e;
            }
            JobConfig challenging = JobConfigs.challenging(job, job.challenger().settings());
            try { // it may be what was a challenger that is served
                Task.of(JobConfigs.steered(challenging, command.settings())).check();
            } catch (ConfigException ignored) {
                throw e;
            }
        }
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Command> out) {
        if (config == null) {
            throw new IllegalStateException("open() was not called");
        }
        try {
            Command command = CommandJson.read(record.value());
            check(command, config);
            out.collect(command);
        } catch (ConfigException e) {
            context.output(
                    Decoding.REJECTED,
                    new Rejection(record, RejectionReason.BAD_COMMAND, String.valueOf(e.getMessage())));
        }
    }
}
