package io.rdrop.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A headless browser, new at each call; it asks a proxy for whatever is not on the loopback interface. */
final class Chromium {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private final Path folder;
    private final int proxyPort;
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

    private String run(List<String> arguments) throws IOException, InterruptedException {
        Path profile = folder.resolve("profile-" + ++runs);
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
                "--virtual-time-budget=5000"));
        command.addAll(arguments);
        Path output = folder.resolve("chromium-" + runs + ".txt");
        try (Launched browser = Launched.start(output, Map.of(), command)) {
            Launched.Result result = browser.result(AT_MOST);
            if (result.exitCode() != 0) {
                throw new IOException("chromium ended with " + result.exitCode() + ":\n" + result.printed());
            }
            return result.printed();
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
