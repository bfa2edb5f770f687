package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.tools.embedded.Brokers;
import io.rdrop.tools.embedded.Brokers.KeyStores;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a broker that only takes SASL over TLS: they get in, and no secret gets out. */
class SecurityE2E {
    private static final String USER = "rdrop";
    /** From the environment. */
    private static final String BROKER_PASSWORD = "planted-in-the-environment-0451";
    /** From a file. */
    private static final String TRUST_PASSWORD = "planted-in-a-file-0452";
    /** As it is, in the file of properties. */
    private static final String KEY_PASSWORD = "planted-as-it-is-0453";

    private static final PlantedSecrets SECRETS =
            new PlantedSecrets(List.of(BROKER_PASSWORD, TRUST_PASSWORD, KEY_PASSWORD));
    private static final Map<String, String> PASSWORD = Map.of("RDROP_E2E_PASSWORD", BROKER_PASSWORD);
    private static final Pattern ADDRESS = Pattern.compile("(Flink|Metrics) +(http://127\\.0\\.0\\.1:\\d+)");

    @TempDir
    private Path folder = Path.of("");

    /** What a run leaves, apart from the secrets' own places. */
    private Path outputs = Path.of("");

    private Path properties = Path.of("");
    private KeyStores keys = new KeyStores(Path.of(""), "", Path.of(""), "");

    @BeforeEach
    void plant() throws Exception {
        outputs = Files.createDirectories(folder.resolve("outputs"));
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        keys = KeyStores.make(secrets, KEY_PASSWORD, TRUST_PASSWORD);
        Path trustPassword = Files.writeString(secrets.resolve("trust-password"), TRUST_PASSWORD + "\n");
        properties = Files.writeString(secrets.resolve("client.properties"), """
                security.protocol=SASL_SSL
                sasl.mechanism=PLAIN
                sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
                username="%s" password="${env:RDROP_E2E_PASSWORD}";
                ssl.truststore.type=PKCS12
                ssl.truststore.location=%s
                ssl.truststore.password=${file:%s}
                ssl.keystore.type=PKCS12
                ssl.keystore.location=%s
                ssl.keystore.password=%s
                """.formatted(
                        USER, keys.trustStore(), trustPassword, keys.keyStore(), KEY_PASSWORD));
    }

    @Test
    void everyCommandGetsInAndNoSecretGetsOut() throws Exception {
        try (EmbeddedKafka kafka = Brokers.secure(folder.resolve("kafka"), keys, USER, BROKER_PASSWORD)) {
            Path out = outputs.resolve("run");
            try (Launched demo = start(
                    "demo",
                    PASSWORD,
                    "demo",
                    "--keep-running",
                    "--examples",
                    "20000",
                    "--bootstrap",
                    kafka.bootstrap(),
                    "--kafka-properties",
                    properties.toString(),
                    "--out",
                    out.toString(),
                    "--set",
                    "checkpoint.interval=1s",
                    "--set",
                    "registry.interval=0s",
                    "--set",
                    "topics.models=${env:RDROP_E2E_TOPIC}")) {
                demo.awaitPrinted("Metrics", Duration.ofMinutes(5));
                demo.await(
                        Duration.ofMinutes(5), "a version", () -> Files.exists(out.resolve("models/default/latest")));
                assertThat(pages(demo.printed())).isEmpty();
                assertThat(SECRETS.under(outputs)).as("while it runs").isEmpty();
                demo.terminate();
                Launched.Result result = demo.result(Duration.ofMinutes(5));
                assertThat(result.exitCode()).as(result.printed()).isZero();
            }
            assertThat(Files.readString(out.resolve("report.json")))
                    .contains("RDROP_E2E_PASSWORD", "${env:RDROP_E2E_TOPIC}");

            Path data = TestData.writeBroken(folder.resolve("data.csv"));
            Launched.Result train = run(
                    "train",
                    PASSWORD,
                    arguments(
                            kafka,
                            "train",
                            "--data",
                            data.toString(),
                            "--label",
                            "class",
                            "--out",
                            outputs.resolve("table").toString(),
                            "--set",
                            "topics.examples=table",
                            "--set",
                            "topics.rejected=table.rejected"));
            assertThat(train.exitCode()).as(train.printed()).isZero();
            Launched.Result feed = run(
                    "feed",
                    PASSWORD,
                    arguments(kafka, "feed", "--data", data.toString(), "--label", "class", "--topic", "fed"));
            assertThat(feed.exitCode()).as(feed.printed()).isZero();
            Launched.Result audit = run(
                    "audit",
                    PASSWORD,
                    arguments(
                            kafka,
                            "audit",
                            "--registry",
                            outputs.resolve("table/models").toString(),
                            "--replay"));
            assertThat(audit.exitCode()).as(audit.printed()).isZero();
            assertThat(audit.printed()).contains("1 models trained again have the same bytes");
        }
        // The broker's own directory: what was sent to it.
        assertThat(SECRETS.under(folder.resolve("kafka"))).isEmpty();
        assertThat(SECRETS.under(outputs)).isEmpty();
        assertThat(SECRETS.under(folder.resolve("secrets")))
                .as("the search finds secrets")
                .hasSizeGreaterThan(1);
    }

    @Test
    void whatDoesNotGetInSaysWhyAndShowsNothing() throws Exception {
        Path data = TestData.write(folder.resolve("data.csv"));
        try (EmbeddedKafka kafka = Brokers.secure(folder.resolve("kafka"), keys, USER, BROKER_PASSWORD)) {
            List<String> feed =
                    arguments(kafka, "feed", "--data", data.toString(), "--label", "class", "--topic", "fed");

            Launched.Result absent = run("absent", Map.of(), feed);
            assertThat(absent.exitCode()).as(absent.printed()).isNotZero();
            assertThat(absent.printed())
                    .contains("kafka.properties.sasl.jaas.config")
                    .contains("environment variable RDROP_E2E_PASSWORD");

            String wrong = "planted-and-wrong-0454";
            Launched.Result refused = run("refused", Map.of("RDROP_E2E_PASSWORD", wrong), feed);
            assertThat(refused.exitCode()).as(refused.printed()).isEqualTo(2);
            assertThat(refused.printed()).contains("cannot use Kafka at " + kafka.bootstrap(), "SaslAuthentication");
            assertThat(new PlantedSecrets(List.of(wrong)).under(outputs)).isEmpty();
        }
        assertThat(SECRETS.under(outputs)).isEmpty();
    }

    @Test
    void aDryRunShowsReferencesAndHidesTheRest() throws Exception {
        Path job = Files.writeString(folder.resolve("secrets").resolve("job.yaml"), """
                features: [{name: x}]
                label: {classes: [a, b]}
                kafka:
                  properties:
                    ssl.key.password: %s
                    ssl.truststore.password: ${env:RDROP_E2E_PASSWORD}
                """.formatted(KEY_PASSWORD));

        Launched.Result shown = run("dry", PASSWORD, List.of("job", "--config", job.toString(), "--dry-run"));

        assertThat(shown.exitCode()).as(shown.printed()).isZero();
        assertThat(shown.printed())
                .contains("ssl.key.password: '***'", "ssl.truststore.password: ${env:RDROP_E2E_PASSWORD}");
        assertThat(SECRETS.under(outputs)).isEmpty();
    }

    /** Secrets in anything that Flink's web server and the metrics endpoint say. */
    private static List<String> pages(String printed) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        List<String> read = new ArrayList<>();
        Matcher addresses = ADDRESS.matcher(printed);
        while (addresses.find()) {
            String address = addresses.group(2);
            List<String> paths = new ArrayList<>(List.of("/metrics"));
            if (addresses.group(1).equals("Flink")) {
                JsonNode jobs = new ObjectMapper().readTree(get(address + "/jobs"));
                String job = "/jobs/" + jobs.at("/jobs/0/id").asText();
                paths = List.of(
                        "/config",
                        "/jobmanager/config",
                        "/jobmanager/environment",
                        "/jobmanager/logs",
                        "/taskmanagers",
                        job,
                        job + "/config",
                        job + "/plan",
                        job + "/exceptions",
                        job + "/checkpoints",
                        job + "/checkpoints/config",
                        job + "/jobmanager/config",
                        job + "/accumulators");
            }
            for (String path : paths) {
                String page = get(address + path);
                read.add(page);
                // Flink shows the JVM's own environment to who is on this machine; it is masked or it is not ours to
                // hide.
                found.addAll(SECRETS.in(path, page.getBytes(StandardCharsets.UTF_8)));
            }
        }
        assertThat(String.join("", read)).contains("examples-source", "rdrop_steps_total");
        return found;
    }

    private static String get(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private List<String> arguments(EmbeddedKafka kafka, String... arguments) {
        return Stream.concat(
                        Arrays.stream(arguments),
                        Stream.of("--bootstrap", kafka.bootstrap(), "--kafka-properties", properties.toString()))
                .toList();
    }

    private Launched.Result run(String name, Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        try (Launched launched = start(name, environment, arguments.toArray(String[]::new))) {
            return launched.result(Duration.ofMinutes(10));
        }
    }

    /** With every temporary file, and with everything that Kafka's clients and Flink log, among the outputs. */
    private Launched start(String name, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Path.of("rdrop").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Path logs = Files.writeString(
                outputs.resolve(name + "-log4j2.properties"), """
                rootLogger.level = info
                rootLogger.appenderRef.file.ref = file
                appender.file.type = File
                appender.file.name = file
                appender.file.fileName = %s
                appender.file.layout.type = PatternLayout
                appender.file.layout.pattern = %%p %%c %%m%%n%%throwable
                """.formatted(outputs.resolve(name + ".log")));
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("RDROP_E2E_TOPIC", "models-of-" + name);
        all.put("RDROP_LOG_CONFIG", logs.toString());
        all.put("RDROP_JAVA_OPTS", "-Djava.io.tmpdir=" + Files.createDirectories(outputs.resolve("tmp-" + name)));
        return Launched.start(outputs.resolve(name + ".txt"), all, command);
    }
}
