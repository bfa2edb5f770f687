package io.rdrop.tools.feed;

import io.rdrop.config.JobConfig;
import io.rdrop.tools.feed.files.FirstRecords;
import java.util.Locale;

/** The first rows of a data file, at most so many; what is inferred is that of the whole. */
public record FirstRows(TaskData all, long limit) implements TaskData {
    @Override
    public String describe() {
        return all.describe()
                + (limit < all.rows() ? String.format(Locale.ROOT, "  only the first %,d rows are sent%n", limit) : "");
    }

    @Override
    public String jobYaml() {
        return all.jobYaml();
    }

    @Override
    public long rows() {
        return Math.min(limit, all.rows());
    }

    @Override
    public Iterable<byte[]> records(JobConfig job) {
        return new FirstRecords(all.records(job), limit);
    }
}
