package io.rdrop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A headless browser, new at each call. It asks a proxy for whatever is not on the loopback interface; some of that it
 * wants for itself (the time, updates), which no switch turns off. What pages ask for is in its log of the network.
 */
final class Chromium {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private final Path folder;
    private final int proxyPort;
    private final List<URI> askedByPages = new ArrayList<>();
    private int runs;

    Chromium(Path folder, int proxyPort) {
        this.folder = folder;
        this.proxyPort = proxyPort;
    }

    /** The page's elements after its scripts have run for some seconds. */
    String dom(URI page) throws IOException, InterruptedException {
        return run(List.of("--dump-dom", page.toString()));
    }

    /** A picture of the page in a window of this size. */
    Path screenshot(URI page, int width, int height, boolean dark, Path png) throws IOException, InterruptedException {
        Files.createDirectories(png.toAbsolutePath().getParent());
        Files.deleteIfExists(png);
        run(List.of(
                "--screenshot=" + png.toAbsolutePath(),
                "--window-size=" + width + "," + height,
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                page.toString()));
        return png;
    }

    /** What pages asked for so far: scripts, styles, numbers; not the pages themselves. */
    List<URI> askedByPages() {
        return List.copyOf(askedByPages);
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        Path profile = folder.resolve("profile-" + ++runs);
        Path log = folder.resolve("network-" + runs + ".json");
        List<String> command = new ArrayList<>(List.of(
                program().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--proxy-server=http://127.0.0.1:" + proxyPort,
                "--user-data-dir=" + profile,
                "--log-net-log=" + log,
                "--virtual-time-budget=5000"));
        command.addAll(arguments);
        Path output = folder.resolve("chromium-" + runs + ".txt");
        try (Launched browser = Launched.start(output, Map.of(), command)) {
            Launched.Result result = browser.result(AT_MOST);
            if (result.exitCode() != 0) {
                throw new IOException("chromium ended with " + result.exitCode() + ":\n" + result.printed());
            }
            readNetworkLog(log);
            return result.printed();
        }
    }

    /** Each request names the origin of the page that wants it; the browser's own have none. */
    private void readNetworkLog(Path log) throws IOException {
        JsonNode json = new ObjectMapper().readTree(log.toFile());
        int starts = json.at("/constants/logEventTypes/URL_REQUEST_START_JOB").asInt(-1);
        for (JsonNode event : json.get("events")) {
            String initiator = event.at("/params/initiator").asText("");
            if (event.get("type").asInt() == starts && initiator.contains("://")) {
                askedByPages.add(URI.create(event.at("/params/url").asText()));
            }
        }
    }

    private static Path program() throws IOException {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("none of " + NAMES + " is on PATH: install Debian's chromium"));
    }
}
