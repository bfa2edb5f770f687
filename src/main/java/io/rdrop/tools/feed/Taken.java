package io.rdrop.tools.feed;

import io.rdrop.config.JobConfig;

/**
 * A data file whose task nobody named.
 *
 * @param data as the task takes it
 * @param why it is taken so, a sentence
 */
public record Taken(TaskData data, String why) implements TaskData {
    @Override
    public String describe() {
        return why + System.lineSeparator() + data.describe();
    }

    @Override
    public String jobYaml() {
        return data.jobYaml();
    }

    @Override
    public long rows() {
        return data.rows();
    }

    @Override
    public Iterable<byte[]> records(JobConfig job) {
        return data.records(job);
    }
}
