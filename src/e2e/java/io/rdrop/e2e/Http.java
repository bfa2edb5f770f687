package io.rdrop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** What servers of this machine answer. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Http() {}

    /** The body; empty while nobody answers. */
    static String get(int port, String path) {
        try {
            return CLIENT.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(int port, String path) {
        try {
            return JSON.readTree(get(port, path));
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    /** The samples of a series in a scrape, labels included. */
    static List<String> samples(int port, String series) {
        return get(port, "/metrics")
                .lines()
                .filter(line -> line.startsWith(series + "{") || line.startsWith(series + " "))
                .toList();
    }

    /** The sum of a series' samples; 0 while there is none. */
    static double sum(int port, String series) {
        return samples(port, series).stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
