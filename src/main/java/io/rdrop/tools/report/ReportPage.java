package io.rdrop.tools.report;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTML page around a report's JSON: template, style, script and the chart library from the class path in one file.
 * The script puts every string into the page as text, never as markup.
 */
final class ReportPage {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

    /** Draws a report. */
    static final String ONE_RUN = "report.js";
    /** Draws a comparison. */
    static final String SEVERAL_RUNS = "compare.js";
    /** Draws an experiment. */
    static final String EXPERIMENT = "experiment.js";

    private ReportPage() {}

    /**
     * A page.
     *
     * @param json on which the page's script works
     * @param script its name
     */
    static String html(String title, String json, String script) throws IOException {
        Map<String, String> parts = Map.of(
                "title", escapeHtml(title),
                "chart-style", PageParts.CHART_STYLE.text(),
                "chart-script", PageParts.CHART_SCRIPT.text(),
                "style", PageParts.STYLE.text(),
                "page-script", PageParts.SCRIPT.text(),
                "script", PageParts.resource(script),
                "data", escapeForScript(json));
        // One pass, so that a placeholder inside the data stays what it is.
        return PLACEHOLDER.matcher(PageParts.resource("report.html")).replaceAll(match -> {
            String part = parts.get(match.group(1));
            if (part == null) {
                throw new IllegalStateException("report.html has an unknown placeholder " + match.group());
            }
            return Matcher.quoteReplacement(part);
        });
    }

    private static String escapeHtml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** These characters occur in JSON only inside strings, where an escape means the same. */
    private static String escapeForScript(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
