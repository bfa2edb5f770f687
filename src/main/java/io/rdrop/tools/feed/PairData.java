package io.rdrop.tools.feed;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.DataRecords;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.PairRecordEncoder;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file of texts and what is to be written for them: a column of sources, and one of targets. */
public final class PairData implements TaskData {
    private static final int EXAMPLES = 2;
    private static final String LABEL = "label";

    private final DataFile file;
    private final TaskType task;
    private final EnvelopeColumns envelope;
    private final List<String> columns;
    private final String sourceColumn;
    private final String targetColumn;
    private final List<String> examples = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long rows;
    private long broken;
    private long empty;

    private PairData(DataFile file, TaskType task, String label, @Nullable String given, EnvelopeColumns envelope)
            throws IOException {
        this.file = file;
        this.task = task;
        this.envelope = envelope;
        try (RowReader reader = file.open()) {
            columns = reader.columns();
            sourceColumn = given == null ? PairRecordEncoder.SOURCE : given;
            targetColumn = targetColumn(label, columns);
            new PairRecordEncoder(columns, sourceColumn, targetColumn, envelope);
            int sourceField = columns.indexOf(sourceColumn);
            int targetField = columns.indexOf(targetColumn);
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows++;
                if (row instanceof Row.TableRow table) {
                    add(table.fields().get(sourceField), table.fields().get(targetField));
                } else if (row instanceof Row.JsonRow json) {
                    add(
                            json.object().path(sourceColumn).asText(),
                            json.object().path(targetColumn).asText());
                } else {
                    broken++;
                }
            }
            warnings.addAll(reader.notes());
        }
        warn(broken, "rows cannot be read; the job will reject them");
        warn(empty, "rows have no source or no target; the job will reject them");
        if (rows - broken - empty == 0) {
            throw new ConfigException(file.path() + " has no row with a source in column " + Excerpt.of(sourceColumn)
                    + " and a target in column " + Excerpt.of(targetColumn)
                    + "; name them with --text-column and --label");
        }
    }

    /**
     * Looks at the whole file.
     *
     * @param task translation or summarization
     * @param label the column of targets; if it is `label` and there is none, that which is called `target`
     * @param sourceColumn null for `source`
     * @throws ConfigException if there are no such columns, or nothing in them
     * @throws IOException if the file cannot be read
     */
    public static PairData of(
            DataFile file, TaskType task, String label, @Nullable String sourceColumn, EnvelopeColumns envelope)
            throws IOException {
        return new PairData(file, task, label, sourceColumn, envelope);
    }

    /** The column of targets: what is usually called `label` is called `target` in a file without such a column. */
    private static String targetColumn(String label, List<String> columns) {
        return label.equals(LABEL) && !columns.contains(LABEL) ? PairRecordEncoder.TARGET : label;
    }

    private void add(String source, String target) {
        if (source.isBlank() || target.isBlank()) {
            empty++;
        } else if (examples.size() < EXAMPLES) {
            examples.add(Excerpt.of(source) + " -> " + Excerpt.of(target));
        }
    }

    private void warn(long count, String what) {
        if (count > 0) {
            warnings.add(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d pairs, sources in column %s, targets in column %s%n",
                name(),
                rows,
                Excerpt.of(sourceColumn),
                Excerpt.of(targetColumn)));
        examples.forEach(example -> text.append(String.format("  such as %s%n", example)));
        warnings.forEach(warning -> text.append(String.format("  Note: %s%n", warning)));
        return text.toString();
    }

    @Override
    public String jobYaml() {
        return JobYaml.ofPairs(name(), rows, task, sourceColumn, targetColumn, warnings);
    }

    private String name() {
        return Excerpt.of(String.valueOf(file.path().getFileName()));
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public Iterable<byte[]> records(JobConfig job) {
        return new DataRecords(file, new PairRecordEncoder(columns, sourceColumn, targetColumn, envelope));
    }
}
