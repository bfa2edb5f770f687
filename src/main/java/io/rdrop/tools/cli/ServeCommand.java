package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.serve.InferenceServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves predictions over HTTP until Ctrl-C. */
@Command(
        name = "serve",
        description = {
            "Predict over HTTP, by the latest versions of a registry's models, until Ctrl-C. The names and shapes are"
                    + " those of KServe's open inference protocol v2; metrics are at /metrics.",
            "There is no encryption and no password: it serves on the loopback interface, unless --host names another."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop serve --registry rdrop-out/train-electricity/models",
            "  rdrop serve --registry models --model default --port 9000",
            "  curl localhost:8810/v2/models/default"
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;
    private static final int MIB = 1 << 20;
    private static final int MOST_MIB = 1024;

    @Option(names = "--registry", required = true, paramLabel = "DIR", description = "Registry directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--model",
            paramLabel = "KEY",
            description = "Serve this model only (default: each model of the registry, opened when first asked for).")
    private @Nullable String model;

    @Option(
            names = "--port",
            defaultValue = "8810",
            paramLabel = "PORT",
            description = "Port to serve on; 0 for any (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address to bind; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Predictions of one model at the same time (default: as many as processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--max-body",
            defaultValue = "16",
            paramLabel = "MIB",
            description = "Largest request, MiB (default: ${DEFAULT-VALUE}).")
    private int maxBodyMib;

    @Option(
            names = "--max-connections",
            defaultValue = "200",
            paramLabel = "N",
            description = "Most connections at the same time (default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(
            names = "--poll",
            defaultValue = "2",
            paramLabel = "SECONDS",
            description = "How often the registry is asked for a newer version (default: ${DEFAULT-VALUE}).")
    private double pollSeconds;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ModelRegistry registry = RegistryDirectory.open(directory);
        CountDownLatch stop = new CountDownLatch(1);
        try (InferenceServer server = start(registry)) {
            Interrupts.install(stop::countDown);
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println("Serving       " + server.uri() + " (Ctrl-C stops)");
            if (!server.isReady()) {
                out.println("NOTE          there is no version to predict by yet; it is taken as soon as it is there");
            }
            out.flush();
            stop.await();
        }
        return Main.DONE;
    }

    private InferenceServer start(ModelRegistry registry) {
        within("--port", port, 0, MAX_PORT);
        within("--threads", threads, 1, Integer.MAX_VALUE);
        within("--max-body", maxBodyMib, 1, MOST_MIB);
        within("--max-connections", maxConnections, 1, Integer.MAX_VALUE);
        if (!(pollSeconds > 0)) {
            throw new ConfigException("--poll must be > 0 but was " + pollSeconds);
        }
        try {
            return InferenceServer.start(
                    registry,
                    new InferenceServer.Settings(
                            model, host, port, threads, maxBodyMib * MIB, maxConnections, Duration.ofNanos((long)
                                    (pollSeconds * Duration.ofSeconds(1).toNanos()))));
        } catch (IOException e) {
            throw new ConfigException("cannot serve on " + host + ":" + port + " (--host, --port): " + e.getMessage());
        }
    }

    private static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ConfigException(option + " must be from " + least + " to " + most + " but was " + value);
        }
    }
}
