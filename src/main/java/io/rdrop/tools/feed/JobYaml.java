package io.rdrop.tools.feed;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ImageConfig;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.images.ImageFiles;
import io.rdrop.tools.feed.inference.ImageInspection;
import io.rdrop.tools.feed.inference.Inspection;
import io.rdrop.tools.feed.inference.TextInspection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The part of a job's configuration that was inferred from a data file, as YAML to edit and use again. */
public final class JobYaml {
    private JobYaml() {}

    /** The sections {@code features} and {@code label}, of a regression also {@code task}. */
    public static String of(Inspection inspection) {
        StringBuilder yaml = head(inspection.fileName(), inspection.rows(), inspection.warnings());
        boolean regression = inspection.classes().isEmpty();
        yaml.append(regression ? "\n# What is learned: a number for each row.\ntask: regression\n" : "");
        yaml.append("\n# Input columns, numeric or categorical; a column that is taken out is not sent.\nfeatures:\n");
        for (Inspection.Column column : inspection.columns()) {
            yaml.append("  - name: ").append(quoted(column.name())).append("\n    type: ");
            yaml.append(column.type().name().toLowerCase(Locale.ROOT));
            String examples = column.examples().stream()
                    .map(example -> comment(Excerpt.of(example)))
                    .collect(Collectors.joining(", "));
            yaml.append(examples.isEmpty() ? "" : " # such as " + examples).append('\n');
        }
        if (regression) {
            yaml.append("\n# What is predicted.\nlabel:\n  column: ")
                    .append(quoted(inspection.labelColumn()))
                    .append('\n');
        } else {
            appendLabel(yaml, inspection.labelColumn(), inspection.classes());
        }
        return yaml.toString();
    }

    /** The sections {@code task} and {@code label}, with comments. */
    public static String of(TextInspection inspection) {
        StringBuilder yaml = head(inspection.fileName(), inspection.rows(), inspection.warnings());
        yaml.append("\n# What is learned, and from what: the texts in column ")
                .append(comment(inspection.textColumn()))
                .append(".\ntask: text-classification\n");
        appendLabel(yaml, inspection.labelColumn(), inspection.classes());
        return yaml.toString();
    }

    /** The sections {@code task} and {@code label} of sentences, with comments. */
    static String ofSentences(
            String fileName,
            long rows,
            String tokenColumn,
            String tagColumn,
            List<Inspection.ClassCount> tags,
            List<String> warnings) {
        StringBuilder yaml = head(fileName, rows, warnings);
        yaml.append("\n# What is learned: a tag for each token of the sentences in column ")
                .append(comment(tokenColumn))
                .append(".\ntask: sequence-tagging\n");
        appendLabel(yaml, tagColumn, tags, "tokens");
        return yaml.toString();
    }

    /** The sections {@code task} and {@code label} of texts that others are written for, with comments. */
    static String ofPairs(
            String fileName,
            long rows,
            TaskType task,
            String sourceColumn,
            String targetColumn,
            List<String> warnings) {
        StringBuilder yaml = head(fileName, rows, warnings);
        yaml.append("\n# What is learned: a text for each of column ")
                .append(comment(sourceColumn))
                .append(".\ntask: ")
                .append(task.name().toLowerCase(Locale.ROOT))
                .append("\n\n# What it is to be.\nlabel:\n  column: ")
                .append(quoted(targetColumn))
                .append('\n');
        return yaml.toString();
    }

    /** The sections {@code task}, {@code image} and {@code label}, with comments. */
    public static String of(ImageInspection inspection) {
        StringBuilder yaml = head(inspection.fileName(), inspection.rows(), inspection.warnings());
        yaml.append("\ntask: image-classification\n");
        ImageConfig image = inspection.image();
        if (image != null) {
            yaml.append(String.format(
                    Locale.ROOT,
                    "\n# Size of the images, in pixels, and numbers per pixel.\nimage:\n  height: %d\n  width: %d\n  channels: %d\n",
                    image.height(),
                    image.width(),
                    image.channels()));
        }
        appendLabel(yaml, ImageFiles.LABEL, inspection.classes());
        return yaml.toString();
    }

    private static StringBuilder head(String fileName, long rows, List<String> warnings) {
        StringBuilder yaml = new StringBuilder("# Inferred from ").append(comment(fileName));
        yaml.append(String.format(Locale.ROOT, " (%,d rows). Edit what is wrong, then use it with --config.\n", rows));
        for (String warning : warnings) {
            yaml.append("# Note: ").append(comment(warning)).append('\n');
        }
        return yaml;
    }

    private static void appendLabel(StringBuilder yaml, String column, List<Inspection.ClassCount> classes) {
        appendLabel(yaml, column, classes, "rows");
    }

    private static void appendLabel(
            StringBuilder yaml, String column, List<Inspection.ClassCount> classes, String counted) {
        yaml.append(
                "\n# What is predicted; the order of the classes is that of the model's outputs.\nlabel:\n  column: ");
        yaml.append(quoted(column)).append("\n  classes:\n");
        for (Inspection.ClassCount value : classes) {
            yaml.append("    - ").append(quoted(value.name()));
            yaml.append(String.format(Locale.ROOT, " # %,d %s\n", value.rows(), counted));
        }
    }

    /** A double-quoted YAML 1.2 scalar; what may not show, or not be allowed in YAML, is escaped. */
    static String quoted(String text) {
        StringBuilder yaml = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                yaml.append('\\').appendCodePoint(c);
            } else {
                append(yaml, c);
            }
        });
        return yaml.append('"').toString();
    }

    /** One line that YAML allows in a comment. */
    private static String comment(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> append(line, c));
        return line.toString();
    }

    private static void append(StringBuilder yaml, int codePoint) {
        boolean plain = (codePoint >= ' ' && codePoint <= '~')
                || Character.isLetterOrDigit(codePoint)
                || Character.getType(codePoint) == Character.OTHER_SYMBOL
                || Character.getType(codePoint) == Character.NON_SPACING_MARK
                || Character.getType(codePoint) == Character.OTHER_PUNCTUATION;
        if (plain) {
            yaml.appendCodePoint(codePoint);
        } else {
            switch (codePoint) {
                case '\n' -> yaml.append("\\n");
                case '\r' -> yaml.append("\\r");
                case '\t' -> yaml.append("\\t");
                default ->
                    yaml.append(
                            codePoint <= 0xff
                                    ? String.format("\\x%02x", codePoint)
                                    : codePoint <= 0xffff
                                            ? String.format("\\u%04x", codePoint)
                                            : String.format("\\U%08x", codePoint));
            }
        }
    }
}
