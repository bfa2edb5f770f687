package io.rdrop.tools.live;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP answer; whether it has the run's numbers is noted. */
record Answer(int status, Map<String, String> headers, String body, boolean isAboutTheRun) {
    /** Nothing from elsewhere, nothing inline, in nobody's frame, in nobody's cache. */
    private static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-store");

    static Answer of(String contentType, String text) {
        return of(200, contentType, text, false);
    }

    static Answer aboutTheRun(String json) {
        return of(200, "application/json", json, true);
    }

    static Answer refused(int status, String reason) {
        return of(status, "text/plain", reason + "\n", false);
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, isAboutTheRun);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static Answer of(int status, String contentType, String text, boolean isAboutTheRun) {
        Map<String, String> headers = new LinkedHashMap<>(ALWAYS);
        headers.put("Content-Type", contentType + "; charset=utf-8");
        return new Answer(status, headers, text, isAboutTheRun);
    }
}
