package io.rdrop.tools.feed;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.JobConfig;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.DataRecords;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowReader;
import io.rdrop.tools.feed.files.TextRecordEncoder;
import io.rdrop.tools.feed.inference.TextInspector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file of texts without labels: plain text, a record for each line, or a column of texts. */
public final class PlainTextData implements TaskData {
    private static final int EXAMPLES = 3;

    private final DataFile file;
    private final EnvelopeColumns envelope;
    private final List<String> columns;
    private final String textColumn;
    private final List<String> examples = new ArrayList<>();
    private long rows;
    private long broken;

    private PlainTextData(DataFile file, @Nullable String textColumn, EnvelopeColumns envelope) throws IOException {
        this.file = file;
        this.envelope = envelope;
        try (RowReader reader = file.open()) {
            columns = reader.columns();
            this.textColumn = textColumn != null
                    ? textColumn
                    : columns.isEmpty() ? TextInspector.USUAL_NAME : column(columns, file, envelope);
            int field = columns.indexOf(this.textColumn);
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows++;
                broken += row instanceof Row.BrokenRow ? 1 : 0;
                if (row instanceof Row.TableRow table && field >= 0 && examples.size() < EXAMPLES) {
                    String text = table.fields().get(field);
                    if (!text.isBlank()) {
                        examples.add(text);
                    }
                }
            }
        }
    }

    /**
     * Looks at the whole file.
     *
     * @param textColumn of a table or of JSON lines; null for the only one, or {@code text}
     */
    public static PlainTextData of(DataFile file, @Nullable String textColumn, EnvelopeColumns envelope)
            throws IOException {
        return new PlainTextData(file, textColumn, envelope);
    }

    private static String column(List<String> columns, DataFile file, EnvelopeColumns envelope) {
        return TextInspector.textColumn(
                columns.stream()
                        .filter(name -> !envelope.names().contains(name))
                        .toList(),
                file.path().toString());
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d texts%s%n",
                Excerpt.of(String.valueOf(file.path().getFileName())),
                rows,
                broken > 0 ? String.format(Locale.ROOT, ", %,d of them unreadable", broken) : ""));
        examples.forEach(example -> text.append(String.format("  such as %s%n", Excerpt.of(example))));
        return text.toString();
    }

    @Override
    public String jobYaml() {
        return String.format(
                Locale.ROOT,
                "# Inferred from %s (%,d texts). Edit what is wrong, then use it with --config.%n%n"
                        + "# What is learned: which character comes next.%ntask: language-model%n",
                Excerpt.of(String.valueOf(file.path().getFileName())),
                rows);
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public Iterable<byte[]> records(JobConfig job) {
        return new DataRecords(file, new TextRecordEncoder(columns, textColumn, null, envelope));
    }
}
