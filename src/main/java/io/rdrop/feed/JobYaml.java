package io.rdrop.feed;

import io.rdrop.codec.Excerpt;
import java.util.Locale;

/** The inferred part of a job configuration as YAML 1.2 that people edit: {@code features} and {@code label}. */
public final class JobYaml {
    private JobYaml() {}

    /** YAML text that {@link io.rdrop.config.JobConfigs#parse} reads; all other keys keep their defaults. */
    public static String of(Inspection inspection) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("# Inferred from ").append(Excerpt.of(inspection.file())).append(" (");
        yaml.append(inspection.rows()).append(" rows). Edit it and use it again: --config FILE.\n");
        yaml.append("# All other keys have their defaults; see docs/configuration.md.\n");
        for (String warning : inspection.warnings()) {
            yaml.append("# Look at this: ").append(warning).append('\n');
        }
        yaml.append("\n# Input columns, numeric or categorical, in the order that array records use.\nfeatures:\n");
        for (ColumnSummary column : inspection.features()) {
            yaml.append("  - {name: ").append(quoted(column.name())).append(", type: ");
            yaml.append(column.type().name().toLowerCase(Locale.ROOT)).append("}\n");
        }
        yaml.append("\nlabel:\n  column: ")
                .append(quoted(inspection.labelColumn()))
                .append('\n');
        yaml.append("  # Class names in index order, with the rows that have them.\n  classes:\n");
        for (ClassCount value : inspection.classes()) {
            yaml.append("    - ")
                    .append(quoted(value.name()))
                    .append(" # ")
                    .append(value.rows())
                    .append('\n');
        }
        return yaml.toString();
    }

    /** A double-quoted scalar: whatever the text, it stays text. What YAML does not count as printable is escaped. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.SURROGATE
                    || Character.getType(c) == Character.FORMAT
                    || c == '\u2028'
                    || c == '\u2029'
                    || c == '\ufffe'
                    || c == '\uffff') {
                quoted.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
