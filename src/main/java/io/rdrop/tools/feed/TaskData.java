package io.rdrop.tools.feed;

import io.rdrop.config.JobConfig;

/** A data file as a task reads it: what a first look found, and its rows as records. */
public interface TaskData {
    /** What was found, for the terminal: several lines, each with a line end. */
    String describe();

    /** The part of a job's configuration that was inferred, as YAML to edit and use again. */
    String jobYaml();

    /** How many records there are, broken ones too. */
    long rows();

    /**
     * The records in the order of the file; it is read anew by each iterator.
     *
     * @param job may differ from what was inferred
     * @throws io.rdrop.config.ConfigException if the file has not what the job asks for
     */
    Iterable<byte[]> records(JobConfig job);
}
