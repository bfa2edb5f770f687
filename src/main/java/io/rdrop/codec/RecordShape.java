package io.rdrop.codec;

import io.rdrop.config.ImageConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.SequenceConfig;
import io.rdrop.config.TaskType;
import io.rdrop.example.RejectionReason;
import org.jspecify.annotations.Nullable;

/** What a job's records hold, whatever format they come in; without a table there are no columns. */
record RecordShape(
        TaskType.Input input,
        Columns columns,
        ImageConfig image,
        SequenceConfig sequence,
        Targets targets,
        ModelNames models,
        boolean unlabelled,
        boolean weighed,
        int maxBytes,
        int maxCategoryBytes) {
    static RecordShape of(JobConfig config) {
        return of(config, config.rDrop().unlabelled() || config.labels().late());
    }

    /** @param unlabelled whether the label may be absent */
    static RecordShape of(JobConfig config, boolean unlabelled) {
        Targets targets = Targets.of(config);
        return new RecordShape(
                config.task().input(),
                new Columns(config.features()),
                config.image(),
                config.sequence(),
                targets,
                new ModelNames(),
                unlabelled || !Double.isNaN(targets.ofNone()),
                config.input().weights(),
                config.input().maxBytes(),
                config.input().maxCategoryBytes());
    }

    int pixels() {
        return image.channels() * image.height() * image.width();
    }

    /** What is wrong with a value before a byte of it is looked at; null if nothing is. */
    @Nullable
    Fault faultOfSize(byte @Nullable [] value) {
        if (value == null) {
            return new Fault(RejectionReason.EMPTY, "the value is null");
        }
        if (value.length > maxBytes) {
            return new Fault(
                    RejectionReason.TOO_LARGE,
                    "the value must have at most " + maxBytes + " bytes (input.max-bytes) but had " + value.length);
        }
        return value.length == 0 ? new Fault(RejectionReason.EMPTY, "the value has no bytes") : null;
    }
}
