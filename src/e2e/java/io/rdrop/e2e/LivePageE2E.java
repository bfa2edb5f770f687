package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.Score;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import io.rdrop.job.wire.StepReportJson;
import io.rdrop.tools.live.AnsweredCommand;
import io.rdrop.tools.live.LivePage;
import io.rdrop.tools.live.LiveRun;
import io.rdrop.tools.live.Phase;
import io.rdrop.tools.live.Steps;
import io.rdrop.tools.report.ReportBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a browser, beside the real job. Its pictures stay under target/e2e. */
class LivePageE2E {
    private static final Path LAUNCHER = Path.of("rdrop").toAbsolutePath();
    private static final Path PICTURES = Path.of("target/e2e");
    private static final TopicPartition REPORTS = new TopicPartition("training.steps", 0);
    /** Half of the last digit that the page shows. */
    private static final Offset<Double> TENTH_OF_A_PERCENT = Offset.offset(0.0505);

    private static final Offset<Double> HUNDREDTH_OF_A_PERCENT = Offset.offset(0.0051);
    private static final int RECENT_STEPS = 100;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void thePageOfADemoShowsWhatItsJobReports() throws Exception {
        Path out = folder.resolve("demo");
        try (TrapProxy elsewhere = new TrapProxy();
                Launched demo = Launched.start(
                        folder.resolve("demo.txt"),
                        Map.of(),
                        List.of(
                                LAUNCHER.toString(),
                                "demo",
                                "--keep-running",
                                "--examples",
                                "8000",
                                "--live-port",
                                "0",
                                "--out",
                                out.toString()))) {
            demo.awaitPrinted("Live page", Duration.ofMinutes(1));
            demo.awaitPrinted("accuracy", Duration.ofMinutes(2));
            String bootstrap = printed(demo, "Kafka {3,}(\\S+)");
            URI page = URI.create(printed(demo, "Live page +(\\S+)"));
            sendThreeThatCannotBeRead(bootstrap);
            demo.awaitPrinted("rejected 3", Duration.ofMinutes(4)); // on a busy machine the stream is far ahead
            Chromium browser = new Chromium(folder, elsewhere.port());

            String dom = browser.dom(page);

            assertThat(page.getHost()).isEqualTo("127.0.0.1");
            assertShowsTheStepsOf(bootstrap, dom);
            assertThat(dom).containsPattern("<span>not-json</span>.*?<span>3</span>");
            assertThat(dom).containsPattern("<title>[0-9.]+ % · SEA: a drifting stream</title>");
            picture(browser, page, "live", 1440, 900, false);
            picture(browser, page, "live", 1440, 900, true);
            picture(browser, page, "live", 390, 844, false);
            picture(browser, page, "live", 390, 844, true);
            assertAskedForNothingElsewhere(browser, page);
            assertTheTopicCanBeDrawn(bootstrap);
            browser.dom(URI.create("http://elsewhere.example/"));
            assertThat(elsewhere.asked()).as("goes to the trap").anyMatch(line -> line.contains("elsewhere.example"));

            demo.terminate();
            Launched.Result result = demo.result(Duration.ofMinutes(1));
            assertThat(result.exitCode()).as(result.printed()).isZero();
        }
        JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
        assertThat(report.at("/rejections/not-json").asInt()).isEqualTo(3);
    }

    @Test
    void afterTheEndThePageSaysSoAndItsLinksAreGone() throws Exception {
        LiveRun run = new LiveRun(new ReportBuilder(TaskTerms.CLASSES).title("A run"), 100, System::nanoTime);
        run.link("Flink", "http://127.0.0.1:1/");
        try (TrapProxy elsewhere = new TrapProxy();
                LivePage page = LivePage.open(run, 0)) {
            Chromium browser = new Chromium(folder, elsewhere.port());
            assertThat(browser.dom(page.uri()))
                    .contains(">Starting Kafka and Flink</span>", "href=\"http://127.0.0.1:1/\"");

            run.end(Phase.FINISHED, "The report is in <there>");

            assertThat(browser.dom(page.uri()))
                    .contains(">Finished</span>", "The run is finished", "The report is in &lt;there&gt;")
                    .doesNotContain("href=\"http://127.0.0.1:1/\"");
            assertAskedForNothingElsewhere(browser, page.uri());
        }
    }

    /** A strip with what was asked, and nothing of it where nothing was. */
    @Test
    void whatAModelWasAskedStandsOnThePage() throws Exception {
        ReportBuilder report = new ReportBuilder(TaskTerms.CLASSES).title("A run that is steered");
        LiveRun run = new LiveRun(report, 0, System::nanoTime);
        for (long step = 1; step <= 400; step++) {
            report.add(Steps.at("default", step, step < 200 ? 0.9 : 0.8));
        }
        run.trained(400 * Steps.ROWS);
        run.phase(Phase.LEARNING);
        try (TrapProxy elsewhere = new TrapProxy();
                LivePage page = LivePage.open(run, 0)) {
            Chromium browser = new Chromium(folder, elsewhere.port());
            assertThat(browser.dom(page.uri())).containsPattern("<section id=\"control\"[^>]* hidden");

            run.answered(answered("1", "set", "set r-drop.alpha=2", "applied", 3_200, Map.of("r-drop.alpha", "2")));
            run.answered(answered("2", "pause", "pause", "applied", 9_600, Map.of()));
            run.answered(answered("3", "resume", "resume <now>", "refused", 9_601, Map.of()));
            run.answered(answered("rdrop:lag-1-1", "set", "set pool.resting=[forest]", "applied", 11_200, Map.of()));
            String dom = browser.dom(page.uri());

            assertThat(dom).doesNotContainPattern("<section id=\"control\"[^>]* hidden");
            assertThat(dom)
                    .contains("Paused since", "by anna", "Gives way, level 1", "Set: r-drop.alpha=2")
                    .contains("<code>resume &lt;now&gt;</code>", "after 9,601 examples", "it is not paused");
            picture(browser, page.uri(), "control", 1440, 900, false);
            picture(browser, page.uri(), "control", 390, 844, true);
            assertAskedForNothingElsewhere(browser, page.uri());
        }
    }

    private static AnsweredCommand answered(
            String id, String action, String text, String verdict, long examples, Map<String, String> settings) {
        boolean isApplied = verdict.equals(AnsweredCommand.APPLIED);
        return new AnsweredCommand(
                id,
                "default",
                action,
                text,
                id.startsWith("rdrop:") ? "lag" : "anna",
                verdict,
                isApplied ? null : "it is not paused",
                examples,
                1_795_429_999_871L,
                0,
                settings,
                List.of());
    }

    /** All numbers on the page are of one moment, which the number of examples trained on names. */
    private static void assertShowsTheStepsOf(String bootstrap, String dom) throws IOException {
        long trained = Long.parseLong(tile(dom, "Trained on").replace(",", ""));
        List<StepReport> reports = reportsUntil(bootstrap, trained);
        StepReport shown = reports.get(reports.size() - 1);

        assertThat(shown.trained()).isEqualTo(trained);
        assertThat(percent(find(dom, "data-text=\"([0-9.]+) %\"")))
                .isCloseTo(100 * shown.window().get(Score.ACCURACY), TENTH_OF_A_PERCENT);
        assertThat(percent(tile(dom, "Accuracy so far")))
                .isCloseTo(100 * shown.cumulative().get(Score.ACCURACY), HUNDREDTH_OF_A_PERCENT);
        assertThat(percent(find(dom, "<span>no-change</span>.*?<span>([0-9.]+) %</span>")))
                .isCloseTo(100 * shown.window().get(Score.NO_CHANGE_ACCURACY), HUNDREDTH_OF_A_PERCENT);
        assertThat(percent(find(dom, "<span>majority</span>.*?<span>([0-9.]+) %</span>")))
                .isCloseTo(100 * shown.window().get(Score.MAJORITY_ACCURACY), HUNDREDTH_OF_A_PERCENT);
        List<StepReport> recent = reports.subList(Math.max(0, reports.size() - RECENT_STEPS), reports.size());
        assertThat(Double.parseDouble(tile(dom, "Cross-entropy")))
                .isCloseTo(mean(recent.stream().map(StepReport::crossEntropy).toList()), Offset.offset(1e-4));
        assertThat(Double.parseDouble(tile(dom, "KL divergence")))
                .isCloseTo(mean(recent.stream().map(StepReport::klDivergence).toList()), Offset.offset(1e-5));
    }

    private static List<StepReport> reportsUntil(String bootstrap, long trained) throws IOException {
        List<StepReport> reports = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(REPORTS));
            consumer.seekToBeginning(List.of(REPORTS));
            long end = consumer.endOffsets(List.of(REPORTS)).get(REPORTS);
            while (consumer.position(REPORTS) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    StepReport report = StepReportJson.read(record.value());
                    if (report.trained() <= trained) {
                        reports.add(report);
                    }
                }
            }
        }
        return reports;
    }

    /** The same curves, from committed records alone. */
    private void assertTheTopicCanBeDrawn(String bootstrap) throws IOException, InterruptedException {
        Path drawn = folder.resolve("drawn");
        Launched.Result result = Launched.run(
                folder.resolve("report.txt"),
                List.of(LAUNCHER.toString(), "report", "--bootstrap", bootstrap, "--out", drawn.toString()));
        assertThat(result.exitCode()).as(result.printed()).isZero();
        JsonNode json = new ObjectMapper().readTree(drawn.resolve("report.json").toFile());
        long trained = json.at("/examples/trained").asLong();
        List<StepReport> reports = reportsUntil(bootstrap, trained);
        StepReport last = reports.get(reports.size() - 1);

        assertThat(last.trained()).isEqualTo(trained).isPositive();
        assertThat(json.at("/models/default/training/steps").asLong()).isEqualTo(last.step());
        assertThat(json.at("/prequential/accuracy").asDouble())
                .isEqualTo(last.cumulative().get(Score.ACCURACY));
        assertThat(json.at("/rejections/not-json").asInt()).isEqualTo(3);
        assertThat(json.at("/throughput/examplesPerSecond").asDouble()).isPositive();
        assertThat(drawn.resolve("report.html")).isNotEmptyFile();
    }

    private static void assertAskedForNothingElsewhere(Chromium browser, URI page) {
        assertThat(browser.askedByPages())
                .extracting(asked -> asked.resolve("/"))
                .containsOnly(page);
        assertThat(browser.askedByPages())
                .extracting(URI::getPath)
                .contains("/chart.js", "/chart.css", "/page.js", "/page.css", "/live.js", "/live.css", "/run.json");
    }

    private static void picture(Chromium browser, URI page, String name, int width, int height, boolean dark)
            throws IOException, InterruptedException {
        Path png = PICTURES.resolve(name + "-" + width + "x" + height + (dark ? "-dark" : "-light") + ".png");
        BufferedImage image =
                ImageIO.read(browser.screenshot(page, width, height, dark, png).toFile());
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        int corner = image.getRGB(2, 2) & 0xff;
        assertThat(corner < 128).as("is dark").isEqualTo(dark);
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < width; x += 2) {
            for (int y = 0; y < height; y += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertThat(colours).as("colours in %s", png).hasSizeGreaterThan(60);
    }

    private static void sendThreeThatCannotBeRead(String bootstrap) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>("examples", "nonsense".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private static String printed(Launched launched, String pattern) throws IOException {
        return find(launched.printed(), pattern);
    }

    private static String tile(String dom, String name) {
        return find(dom, "<div class=\"name\">" + name + "</div><div class=\"value\">([0-9.,]+)");
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static double percent(String text) {
        return Double.parseDouble(text);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
