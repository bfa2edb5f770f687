package io.rdrop.codec;

import io.rdrop.config.JobConfig;

/** What a record's `label` may be, whatever format it came in. */
interface Targets {
    static Targets of(JobConfig config) {
        return switch (config.task().target()) {
            case CLASS -> new ClassTargets(config.label());
            case NUMBER -> new NumberTargets();
        };
    }

    /** The target that a text stands for, or NaN if none. */
    double ofText(String text);

    /** The target that a number stands for, or NaN if none. */
    double ofNumber(double number);

    /** What is wrong with a label that stands for no target: a number (NaN if it was none), in these words. */
    Fault fault(double number, String was);
}
