package io.rdrop.tools.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.tools.report.PageParts;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the page's server says to a request. */
final class LiveContent {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NUMBERS = "/run.json";
    private static final String MODEL = "model=";
    private static final String SCRIPT = "text/javascript";
    private static final String STYLE = "text/css";

    /**
     * Names of this machine for itself, with any port (a tunnel may change it). A page from elsewhere that has its own
     * name point here (DNS rebinding) still sends its own name.
     */
    private static final Pattern LOOPBACK =
            Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private final LiveRun run;
    private final Map<String, Answer> files;

    LiveContent(LiveRun run) throws IOException {
        this.run = run;
        files = Map.of(
                "/", Answer.of("text/html", resource("live.html")),
                "/live.js", Answer.of(SCRIPT, resource("live.js")),
                "/live.css", Answer.of(STYLE, resource("live.css")),
                "/page.js", Answer.of(SCRIPT, PageParts.SCRIPT.text()),
                "/page.css", Answer.of(STYLE, PageParts.STYLE.text()),
                "/chart.js", Answer.of(SCRIPT, PageParts.CHART_SCRIPT.text()),
                "/chart.css", Answer.of(STYLE, PageParts.CHART_STYLE.text()));
    }

    Answer answer(String method, URI uri, @Nullable String host) throws IOException {
        if (host == null || !LOOPBACK.matcher(host).matches()) {
            return Answer.refused(403, "this page is for 127.0.0.1 and localhost only");
        }
        String path = uri.getPath();
        Answer file = files.get(path);
        if (file == null && !NUMBERS.equals(path)) {
            return Answer.refused(404, "there is the page at / and its numbers at " + NUMBERS);
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.refused(405, "only GET and HEAD").with("Allow", "GET, HEAD");
        }
        return file != null ? file : Answer.aboutTheRun(JSON.writeValueAsString(run.json(model(uri.getRawQuery()))));
    }

    private static @Nullable String model(@Nullable String query) {
        if (query == null || !query.startsWith(MODEL)) {
            return null;
        }
        try {
            return URLDecoder.decode(query.substring(MODEL.length()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null; // a broken escape names no model
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = LiveContent.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
