package io.rdrop.tools.feed;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.DataRecords;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.NumberReading;
import io.rdrop.tools.feed.files.RecordEncoder;
import io.rdrop.tools.feed.inference.FileInspector;
import io.rdrop.tools.feed.inference.Inspection;
import java.io.IOException;

/** A file whose columns are features. */
public final class TableData implements TaskData {
    private final DataFile file;
    private final EnvelopeColumns envelope;
    private final Inspection inspection;

    private TableData(DataFile file, EnvelopeColumns envelope, Inspection inspection) {
        this.file = file;
        this.envelope = envelope;
        this.inspection = inspection;
    }

    /** Looks at the whole file, as {@link FileInspector} says, for a classification or a regression. */
    public static TableData of(DataFile file, String label, EnvelopeColumns envelope, TaskType task)
            throws IOException {
        return new TableData(file, envelope, FileInspector.inspect(file, label, envelope, task));
    }

    /** What was found. */
    public Inspection inspection() {
        return inspection;
    }

    @Override
    public String describe() {
        return inspection.describe();
    }

    @Override
    public String jobYaml() {
        return JobYaml.of(inspection);
    }

    @Override
    public long rows() {
        return inspection.rows();
    }

    @Override
    public Iterable<byte[]> records(JobConfig job) {
        return new DataRecords(
                file,
                new RecordEncoder(
                        inspection.fileColumns(),
                        job.features(),
                        inspection.labelColumn(),
                        inspection.labelType(),
                        envelope,
                        new NumberReading(file.dialect().missing(), inspection.styles())));
    }
}
