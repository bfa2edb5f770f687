package io.rdrop.tools.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.DataRecords;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowReader;
import io.rdrop.tools.feed.files.SentenceRecordEncoder;
import io.rdrop.tools.feed.inference.Inspection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file of sentences: a column of their tokens, and one of their tags. */
public final class SentenceData implements TaskData {
    private static final int MOST_TAGS = 1_000;
    private static final int SHOWN_TAGS = 8;
    private static final int EXAMPLES = 2;
    private static final String LABEL = "label";

    private final DataFile file;
    private final EnvelopeColumns envelope;
    private final List<String> columns;
    private final String tokenColumn;
    private final String tagColumn;
    private final Map<String, Long> tags = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long rows;
    private long tokens;
    private long broken;
    private long mismatched;
    private long untagged;

    private SentenceData(DataFile file, String label, @Nullable String given, EnvelopeColumns envelope)
            throws IOException {
        this.file = file;
        this.envelope = envelope;
        try (RowReader reader = file.open()) {
            columns = reader.columns();
            tokenColumn = given == null ? SentenceRecordEncoder.TOKENS : given;
            tagColumn = tagColumn(label, columns);
            new SentenceRecordEncoder(columns, tokenColumn, tagColumn, envelope);
            int tokenField = columns.indexOf(tokenColumn);
            int tagField = columns.indexOf(tagColumn);
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows++;
                if (row instanceof Row.TableRow table) {
                    add(
                            split(table.fields().get(tokenField)),
                            split(table.fields().get(tagField)));
                } else if (row instanceof Row.JsonRow json) {
                    add(
                            split(json.object().get(tokenColumn)),
                            split(json.object().get(tagColumn)));
                } else {
                    broken++;
                }
            }
            warnings.addAll(reader.notes());
        }
        warn(broken, "rows cannot be read; the job will reject them");
        warn(mismatched, "rows have not as many tags as tokens; the job will reject them");
        warn(untagged, "rows have no tags; the job will reject them");
        if (tags.size() < 2) {
            throw new ConfigException("the column " + Excerpt.of(tagColumn) + " of " + file.path()
                    + " must have at least 2 tags but has "
                    + (tags.isEmpty()
                            ? "none"
                            : "only " + Excerpt.of(tags.keySet().iterator().next()))
                    + "; name it with --label, and that of the tokens with --text-column");
        }
    }

    /**
     * Looks at the whole file.
     *
     * @param label the column of tags; if it is `label` and there is none, that which is called `tags`
     * @param tokenColumn null for `tokens`
     * @throws ConfigException if there are no such columns, or no tags
     * @throws IOException if the file cannot be read
     */
    public static SentenceData of(DataFile file, String label, @Nullable String tokenColumn, EnvelopeColumns envelope)
            throws IOException {
        return new SentenceData(file, label, tokenColumn, envelope);
    }

    /** The column of tags: what is usually called `label` is called `tags` in a file without such a column. */
    public static String tagColumn(String label, List<String> columns) {
        return label.equals(LABEL) && !columns.contains(LABEL) ? SentenceRecordEncoder.TAGS : label;
    }

    private void add(List<String> words, List<String> of) {
        if (of.isEmpty()) {
            untagged++;
        } else if (words.size() != of.size()) {
            mismatched++;
        } else {
            tokens += words.size();
            of.forEach(tag -> tags.merge(tag, 1L, Long::sum));
            if (tags.size() > MOST_TAGS) {
                throw new ConfigException("the column " + Excerpt.of(tagColumn) + " has more than " + MOST_TAGS
                        + " distinct tags; choose another one with --label");
            }
            if (examples.size() < EXAMPLES) {
                examples.add(String.join(" ", words));
            }
        }
    }

    private void warn(long count, String what) {
        if (count > 0) {
            warnings.add(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }

    private static List<String> split(@Nullable JsonNode node) {
        if (node == null || !node.isArray()) {
            return split(node == null || !node.isTextual() ? "" : node.textValue());
        }
        List<String> all = new ArrayList<>();
        node.forEach(each -> all.add(each.asText()));
        return all;
    }

    private static List<String> split(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d sentences of %,d tokens in column %s, %d tags in column %s%n",
                name(),
                rows,
                tokens,
                Excerpt.of(tokenColumn),
                tags.size(),
                Excerpt.of(tagColumn)));
        examples.forEach(example -> text.append(String.format("  such as %s%n", Excerpt.of(example))));
        tags.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN_TAGS)
                .forEach(tag -> text.append(String.format(
                        Locale.ROOT, "  %-20s %,10d tokens%n", Excerpt.of(tag.getKey()), tag.getValue())));
        if (tags.size() > SHOWN_TAGS) {
            text.append(String.format("  and %d more tags%n", tags.size() - SHOWN_TAGS));
        }
        warnings.forEach(warning -> text.append(String.format("  Note: %s%n", warning)));
        return text.toString();
    }

    @Override
    public String jobYaml() {
        return JobYaml.ofSentences(
                name(),
                rows,
                tokenColumn,
                tagColumn,
                tags.entrySet().stream()
                        .map(tag -> new Inspection.ClassCount(tag.getKey(), tag.getValue()))
                        .toList(),
                warnings);
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
        return new DataRecords(file, new SentenceRecordEncoder(columns, tokenColumn, tagColumn, envelope));
    }
}
