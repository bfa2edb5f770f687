package io.rdrop.tools.feed;

import io.rdrop.config.JobConfig;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.DataRecords;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.TextRecordEncoder;
import io.rdrop.tools.feed.inference.InspectionTable;
import io.rdrop.tools.feed.inference.TextInspection;
import io.rdrop.tools.feed.inference.TextInspector;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that has a column of texts. */
public final class TextData implements TaskData {
    private final DataFile file;
    private final EnvelopeColumns envelope;
    private final TextInspection inspection;

    private TextData(DataFile file, EnvelopeColumns envelope, TextInspection inspection) {
        this.file = file;
        this.envelope = envelope;
        this.inspection = inspection;
    }

    /**
     * Looks at the whole file, as {@link TextInspector} says; no column is the only one that is left, or {@code text}.
     */
    public static TextData of(DataFile file, String label, @Nullable String textColumn, EnvelopeColumns envelope)
            throws IOException {
        return new TextData(file, envelope, TextInspector.inspect(file, label, textColumn, envelope));
    }

    @Override
    public String describe() {
        return InspectionTable.of(inspection);
    }

    @Override
    public String jobYaml() {
        return JobYaml.of(inspection);
    }

    @Override
    public long rows() {
        return inspection.rows();
    }

    /** What was found. */
    public TextInspection inspection() {
        return inspection;
    }

    @Override
    public Iterable<byte[]> records(JobConfig job) {
        return new DataRecords(
                file,
                new TextRecordEncoder(
                        inspection.fileColumns(), inspection.textColumn(), inspection.labelColumn(), envelope));
    }
}
