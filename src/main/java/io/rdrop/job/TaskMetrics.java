package io.rdrop.job;

import io.rdrop.config.MetricsConfig;
import io.rdrop.telemetry.MetricsEndpoint;
import org.apache.flink.api.common.functions.RuntimeContext;

/** The metrics endpoint that the subtasks of one TaskManager share. */
final class TaskMetrics {
    private TaskMetrics() {}

    static MetricsEndpoint of(MetricsConfig config, RuntimeContext context) {
        // The endpoint outlives subtasks; without the hook a resubmitted job would find its port taken for ever.
        context.registerUserCodeClassLoaderReleaseHookIfAbsent("rdrop-metrics", MetricsEndpoint::shutdown);
        return endpoint(config);
    }

    /** The same, for a place that has no runtime context; the operators before it have registered the hook. */
    static MetricsEndpoint endpoint(MetricsConfig config) {
        return config.enabled()
                ? MetricsEndpoint.acquire(config.host(), config.firstPort(), config.lastPort())
                : MetricsEndpoint.unserved();
    }

    static String subtask(RuntimeContext context) {
        return Integer.toString(context.getTaskInfo().getIndexOfThisSubtask());
    }
}
