package io.rdrop.codec;

import io.rdrop.config.JobConfig;

/** What a record's `label` may be, whatever format it came in. */
interface Targets {
    static Targets of(JobConfig config) {
        return switch (config.task().target()) {
            case CLASS, TAGS -> new ClassTargets(config.label());
            case NUMBER -> new NumberTargets();
            case TEXT -> new NoTargets();
            case WRITTEN -> new TextTargets();
        };
    }

    /** The target of a record without label, or NaN if it must have one. */
    default double ofNone() {
        return Double.NaN;
    }

    /** The target that a text stands for, or NaN if none. */
    double ofText(String text);

    /** The target that a number stands for, or NaN if none. */
    double ofNumber(double number);

    /** What is wrong with a label that stands for no target: a number (NaN if it was none), in these words. */
    Fault fault(double number, String was);
}
