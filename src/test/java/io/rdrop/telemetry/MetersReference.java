package io.rdrop.telemetry;

import java.util.Locale;
import java.util.stream.Collectors;

/** The reference table of every series, as Markdown. */
public final class MetersReference {
    private MetersReference() {}

    /** The generated part of docs/metrics.md. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("\n## Series\n\n");
        page.append("| name | type | unit | labels | meaning | when it looks wrong |\n|---|---|---|---|---|---|\n");
        for (Meters meter : Meters.values()) {
            page.append("| `").append(meter.series()).append("` | ");
            page.append(meter.type().name().toLowerCase(Locale.ROOT)).append(" | ");
            page.append(meter.unit()).append(" | ");
            page.append(meter.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")));
            page.append(" | ").append(meter.meaning()).append(" | ");
            page.append(meter.action()).append(" |\n");
        }
        return page.toString();
    }
}
