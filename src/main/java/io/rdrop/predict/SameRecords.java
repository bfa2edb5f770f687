package io.rdrop.predict;

import io.rdrop.config.JobConfig;
import java.util.List;
import java.util.Optional;

/**
 * Whether a version predicts from the records that a job reads, and what that job expects of it.
 *
 * @param inputs of the job's records
 * @param classes that they are to be told apart by; empty if it is numbers that are predicted
 */
public record SameRecords(Inputs inputs, List<String> classes) implements Predictor.Check {
    /** The records of a job. */
    public static SameRecords of(JobConfig config) {
        return new SameRecords(Inputs.of(config), config.label().classes());
    }

    @Override
    public Optional<String> problem(ModelVersion version) {
        if (!inputs.equals(version.inputs())) {
            return Optional.of("predicts from " + version.inputs() + ", but the job reads " + inputs);
        }
        return classes.equals(version.classes())
                ? Optional.empty()
                : Optional.of("has the classes " + version.classes() + ", but the job has " + classes);
    }
}
