package io.rdrop.tools.feed.asked;

import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.Dialect;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.NumberReading;
import io.rdrop.tools.feed.files.PairRecordEncoder;
import io.rdrop.tools.feed.files.RecordEncoder;
import io.rdrop.tools.feed.files.RowEncoder;
import io.rdrop.tools.feed.files.RowReader;
import io.rdrop.tools.feed.files.SentenceRecordEncoder;
import io.rdrop.tools.feed.files.TextRecordEncoder;
import io.rdrop.tools.feed.images.ImageFiles;
import io.rdrop.tools.feed.inference.NumberStyles;
import io.rdrop.tools.feed.inference.TextInspector;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows that are to be predicted, in their order; not thread-safe. */
public interface AskedRows extends Closeable {
    /** The next row; null at the end. */
    @Nullable
    Asked next() throws IOException;

    /** How many there are; 0 if that is not known. */
    long total();

    /**
     * What is asked of a file, beside what the model says of itself.
     *
     * @param label column of labels to score by; null for none
     * @param textColumn null for the only other one, or `text`
     * @param labels idx file of the labels of idx images; null for none
     * @param dialect of tables and JSON lines
     */
    record Options(
            @Nullable String label,
            @Nullable String textColumn,
            @Nullable Path labels,
            Dialect dialect) {}

    /**
     * Opens a file.
     *
     * @param job what the model was trained under
     * @throws io.rdrop.config.ConfigException if the file has not what the model needs
     * @throws IOException if it cannot be read
     */
    static AskedRows of(Path data, JobConfig job, Options options) throws IOException {
        if (job.task().input() == TaskType.Input.IMAGE && ImageFiles.isIdx(data)) {
            return AskedImages.open(data, options.labels());
        }
        DataFile file = DataFile.of(data, options.dialect());
        List<String> numeric = new ArrayList<>(job.features().stream()
                .filter(feature -> feature.type() == FeatureType.NUMERIC)
                .map(FeatureConfig::name)
                .toList());
        if (options.label() != null && job.task().target() == TaskType.Target.NUMBER) {
            numeric.add(options.label());
        }
        NumberStyles styles = NumberStyles.of(file, numeric);
        return of(file.open(), String.valueOf(data.getFileName()), job, options, styles);
    }

    /** Opens a stream, see {@link DataFile#read}; its numbers are plain ones. Owns the stream. */
    static AskedRows of(InputStream in, String source, JobConfig job, Options options) throws IOException {
        return of(DataFile.read(in, source, options.dialect()), source, job, options, new NumberStyles(Map.of(), 0));
    }

    private static AskedRows of(RowReader rows, String source, JobConfig job, Options options, NumberStyles styles)
            throws IOException {
        try {
            NumberReading numbers = new NumberReading(options.dialect().missing(), styles.styles());
            return new AskedLines(rows, encoder(rows.columns(), source, job, options, numbers), job, styles.rows());
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private static RowEncoder encoder(
            List<String> columns, String source, JobConfig job, Options options, NumberReading numbers) {
        FeatureType labelType =
                job.task().target() == TaskType.Target.NUMBER ? FeatureType.NUMERIC : FeatureType.CATEGORICAL;
        if (job.task().input() == TaskType.Input.IMAGE && !columns.isEmpty()) {
            throw new ConfigException(
                    "the model predicts images: they must be an idx file or JSON lines but " + source + " is a table");
        }
        if (job.task().input() == TaskType.Input.TOKENS) {
            String tokens = options.textColumn() == null ? SentenceRecordEncoder.TOKENS : options.textColumn();
            return new SentenceRecordEncoder(columns, tokens, options.label(), EnvelopeColumns.NONE);
        }
        if (job.isWritten()) {
            String sources = options.textColumn() == null ? PairRecordEncoder.SOURCE : options.textColumn();
            return new PairRecordEncoder(columns, sources, options.label(), EnvelopeColumns.NONE);
        }
        if (job.task().input() != TaskType.Input.TEXT) {
            return RecordEncoder.toPredict(columns, job.features(), options.label(), labelType, numbers);
        }
        String given = options.textColumn();
        String text = given != null ? given : columns.isEmpty() ? "text" : only(columns, source, job, options);
        return new TextRecordEncoder(columns, text, options.label(), EnvelopeColumns.NONE);
    }

    /** The text's column, beside that of the labels, whether or not these are looked at. */
    private static String only(List<String> columns, String source, JobConfig job, Options options) {
        String label = options.label() == null ? job.label().column() : options.label();
        return TextInspector.textColumn(
                columns.stream().filter(name -> !name.equals(label)).toList(), source);
    }
}
