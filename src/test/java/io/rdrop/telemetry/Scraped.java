package io.rdrop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One scrape over HTTP.
 *
 * @param values value by sample, labels sorted: {@code name{a="1",b="2"}}
 * @param types type by metric family
 */
public record Scraped(Map<String, Double> values, Map<String, String> types) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    public static Scraped from(MetricsEndpoint endpoint) throws Exception {
        return parse(get(endpoint, "/metrics", "*/*").body());
    }

    static HttpResponse<String> get(MetricsEndpoint endpoint, String path, String accept)
            throws IOException, InterruptedException {
        return send(endpoint, "GET", path, accept);
    }

    static HttpResponse<String> send(MetricsEndpoint endpoint, String method, String path, String accept)
            throws IOException, InterruptedException {
        URI uri = Objects.requireNonNull(endpoint.uri(), "the endpoint is not served");
        HttpRequest request = HttpRequest.newBuilder(uri.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", accept)
                .timeout(Duration.ofSeconds(20))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Scraped parse(String text) {
        Map<String, Double> values = new HashMap<>();
        Map<String, String> types = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                types.put(words[2], words[3]);
            } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                double value = sample.group(3).endsWith("Inf") ? Double.POSITIVE_INFINITY : number(sample.group(3));
                values.put(key(sample.group(1), sample.group(2)), value);
            }
        }
        return new Scraped(values, types);
    }

    /** The value of a sample; fails if it is not there. */
    public double value(String sample) {
        Double value = values.get(sample);
        if (value == null) {
            throw new AssertionError(sample + " is not among " + values.keySet());
        }
        return value;
    }

    /** Names of samples, without labels, that begin with {@code prefix}. */
    public Set<String> names(String prefix) {
        Set<String> names = new TreeSet<>();
        for (String sample : values.keySet()) {
            String name = sample.split("\\{", 2)[0];
            if (name.startsWith(prefix)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Samples whose labels hold {@code label}. */
    long samplesWith(String label) {
        return values.keySet().stream().filter(sample -> sample.contains(label)).count();
    }

    private static double number(String text) {
        return text.equals("NaN") ? Double.NaN : Double.parseDouble(text);
    }

    private static String key(String name, @Nullable String labels) {
        if (labels == null) {
            return name;
        }
        Map<String, String> sorted = new TreeMap<>();
        Matcher label = LABEL.matcher(labels);
        while (label.find()) {
            sorted.put(label.group(1), label.group(2));
        }
        StringBuilder key = new StringBuilder(name).append('{');
        sorted.forEach((labelName, value) -> key.append(key.charAt(key.length() - 1) == '{' ? "" : ",")
                .append(labelName)
                .append("=\"")
                .append(value)
                .append('"'));
        return key.append('}').toString();
    }

    static Set<String> labelKeys(String sample) {
        Set<String> keys = new TreeSet<>();
        Matcher label = LABEL.matcher(sample);
        while (label.find()) {
            keys.add(label.group(1));
        }
        return keys;
    }
}
