package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.example.ClassTables;
import io.rdrop.example.NumberScores;
import io.rdrop.example.Outliers;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TaskTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportWriterTest {
    private static final String HOSTILE =
            "</script><script>alert(1)</script><img src=x onerror='a&b'>\"\u2028\u2029{{data}}";
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    private final Path directory;
    private final AtomicLong nanos = new AtomicLong();

    ReportWriterTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void writesEveryNumberOfARun() throws IOException {
        JsonNode json = json(run("default"));

        assertThat(json.at("/examples").toString()).isEqualTo("{\"read\":1000,\"trained\":960,\"rejected\":40}");
        assertThat(json.at("/rejections").toString()).isEqualTo("{\"not-json\":30,\"no-label\":10}");
        assertThat(json.at("/prequential").toString())
                .startsWith(
                        "{\"examples\":960,\"accuracy\":0.9,\"kappa\":0.7,\"logLoss\":0.3,\"noChangeAccuracy\":0.85,"
                                + "\"majorityAccuracy\":0.6,\"lastFifth\":{\"examples\":192,");
        assertThat(json.at("/prequential/lastFifth/accuracy").asDouble()).isCloseTo(0.9, offset(1e-9));
        assertThat(json.at("/prequential/lastFifth/noChangeAccuracy").asDouble())
                .isCloseTo(0.85, offset(1e-9));
        assertThat(json.at("/training").toString())
                .isEqualTo(
                        "{\"steps\":30,\"stepsLeftOut\":0,\"crossEntropy\":15.5,\"klDivergence\":1.55,\"alpha\":1.0,\"divergences\":0}");
        assertThat(json.at("/throughput/examplesPerSecond").asDouble()).isPositive();
        assertThat(json.at("/throughput/stepMillisP50").asDouble()).isBetween(1.98, 2.02);
        assertThat(json.at("/throughput/stepMillisP99").asDouble()).isBetween(1.98, 2.02);
        assertThat(json.at("/snapshots/0").toString())
                .isEqualTo("{\"model\":\"default\",\"version\":1,\"step\":30,\"sha256\":\"abc\"}");
        assertThat(json.at("/finalStateSha256").asText()).isEqualTo("f00d");
        assertThat(json.has("finalStateSha256ByModel")).isFalse();
        assertThat(json.at("/configuration/micro-batch/size").asInt()).isEqualTo(32);
        assertThat(json.at("/configuration/model/hidden").toString()).isEqualTo("[64,32]");
        assertThat(json.at("/configuration/checkpoint/interval").asText()).isEqualTo("PT10S");
        assertThat(json.at("/configuration/limit").isNull()).isTrue();
        assertThat(json.at("/facts/seed").asText()).isEqualTo("42");
        assertThat(json.at("/driftPoints/0").toString()).isEqualTo("{\"example\":500,\"label\":\"concept 2\"}");
        assertThat(json.at("/warnings/0").asText()).isEqualTo("slow disk");
        assertThat(json.at("/elapsedSeconds").asDouble()).isEqualTo(12.5);
        assertThat(json.at("/curves/default/examples")).hasSize(30);
        assertThat(json.at("/curves/default"))
                .allSatisfy(column -> assertThat(column).hasSize(30));
        assertThat(json.at("/models/default/prequential")).isEqualTo(json.at("/prequential"));
        assertThat(json.at("/models/default/training")).isEqualTo(json.at("/training"));
        assertThat(json.at("/models/default/verdict/outcome").asText()).isEqualTo("beats");
    }

    @Test
    void aRegressionHasItsOwnScoresAndTerms() throws IOException {
        ReportBuilder builder = new ReportBuilder(TaskTerms.NUMBERS, nanos::get);
        assertThat(json(builder.build()).at("/prequential/mae").isNull()).isTrue();
        for (int step = 1; step <= 3; step++) {
            builder.add(StepReports.of(
                    "default",
                    step,
                    true,
                    step,
                    0.5,
                    2.0,
                    NumberScores.of(32L * step - 1, 2, 0.5, 4, 8),
                    NumberScores.of(20, 1, -0.5, 3, 6)));
        }

        JsonNode json = json(builder.build());
        assertThat(json.at("/terms").asText()).isEqualTo("numbers");
        assertThat(json.at("/prequential").toString())
                .isEqualTo("{\"examples\":95,\"mae\":2.0,\"rmse\":2.5,\"r2\":0.5,\"lastValueMae\":4.0,"
                        + "\"lastValueRmse\":5.0,\"runningMeanMae\":8.0,\"runningMeanRmse\":10.0,"
                        + "\"lastFifth\":{\"examples\":32,\"mae\":2.0,\"lastValueMae\":4.0,\"runningMeanMae\":8.0}}");
        assertThat(json.at("/training").toString())
                .isEqualTo(
                        "{\"steps\":3,\"stepsLeftOut\":0,\"squaredError\":2.0,\"passDistance\":0.5,\"alpha\":1.0,\"divergences\":0}");
        assertThat(json.at("/curves/default/squaredError").toString()).isEqualTo("[1.0,2.0,3.0]");
        assertThat(json.at("/curves/default/windowR2").toString()).isEqualTo("[-0.5,-0.5,-0.5]");
        assertThat(json.at("/curves/default")).hasSize(1 + 2 * 7 + 5);
        assertThat(json.at("/curves/default").has("crossEntropy")).isFalse();
        assertThat(json.at("/models/default/verdict/outcome").asText()).isEqualTo("beats");
    }

    @Test
    void outliersAreInTheModelsBlockAndWarnedOf() throws IOException {
        ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES, nanos::get);
        builder.warnings(List.of("slow disk"));
        builder.add(StepReports.withOutliers(
                "default", 1, new Outliers("price", 2, 1e30, new SourcePosition("examples", 0, 7, 0))));

        JsonNode json = json(builder.build());

        assertThat(json.at("/models/default/outliers").toString())
                .isEqualTo("[{\"column\":\"price\",\"count\":2,\"largest\":1.0E30,\"position\":\"examples-0@7\"}]");
        assertThat(json.at("/warnings").toString())
                .isEqualTo("[\"slow disk\",\"2 numbers left out: price 2 (largest 1.000e+30, examples-0@7)\"]");
    }

    @Test
    void classesHaveScoresOfTheirOwnAtTheEndAndNotAtEveryPointOfACurve() throws IOException {
        ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES, nanos::get);
        Scores scores = ClassTables.with(StepReports.scores(31_000, 0.998), ClassTables.fraud());
        builder.add(StepReports.of("default", 1, true, 1, 1, 2.0, scores, scores));
        RunReport report = builder.build();

        JsonNode json = json(report);
        assertThat(json.at("/prequential/classes/rows/1").toString())
                .isEqualTo("{\"name\":\"fraud\",\"examples\":62,\"predicted\":34,\"hits\":26,"
                        + "\"recall\":0.41935483870967744,\"precision\":0.7647058823529411,\"auc\":0.962}");
        assertThat(json.at("/prequential/classes/rare").toString()).isEqualTo("[\"fraud\"]");
        assertThat(json.at("/prequential/classes/confusion").toString()).isEqualTo("[[30930,8],[36,26]]");
        assertThat(json.at("/models/default/verdict/rare/0").asText()).startsWith("class fraud is rare (0.20 %");
        assertThat(report.main().curve().get(0).cumulative().classes()).isNull();
        assertThat(embedded(html(report))).isEqualTo(json);
    }

    @Test
    void severalModelsHaveABlockAndAHashEach() throws IOException {
        ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES, nanos::get);
        builder.add(StepReports.at("de", 1));
        builder.add(StepReports.at("fr", 1));
        builder.add(StepReports.at("fr", 2));
        builder.finalStateSha256(Map.of("de", "d", "fr", "f"));

        JsonNode json = json(builder.build());
        assertThat(json.at("/model").asText()).isEqualTo("fr");
        assertThat(json.at("/training/steps").asInt()).isEqualTo(2);
        assertThat(json.at("/models/de/training/steps").asInt()).isEqualTo(1);
        assertThat(json.at("/examples/trained").asInt()).isEqualTo(96);
        assertThat(json.at("/finalStateSha256").asText()).isEqualTo("f");
        assertThat(json.at("/finalStateSha256ByModel").toString()).isEqualTo("{\"de\":\"d\",\"fr\":\"f\"}");
    }

    @Test
    void whatIsNotFiniteIsNull() throws IOException {
        ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES, nanos::get);
        builder.add(StepReports.leftOut("default", 1));
        builder.configuration(Map.of("x", Double.NaN, "y", Float.POSITIVE_INFINITY));

        JsonNode json = json(builder.build());
        assertThat(json.at("/training/crossEntropy").isNull()).isTrue();
        assertThat(json.at("/curves/default/klDivergence/0").isNull()).isTrue();
        assertThat(json.at("/configuration").toString()).contains("\"x\":null").contains("\"y\":null");
    }

    @Test
    void aRunWithoutAStepHasNullsAndZeros() throws IOException {
        RunReport empty = new ReportBuilder(TaskTerms.CLASSES).build();

        JsonNode json = json(empty);
        assertThat(json.at("/examples").toString()).isEqualTo("{\"read\":0,\"trained\":0,\"rejected\":0}");
        assertThat(json.at("/prequential/accuracy").isNull()).isTrue();
        assertThat(json.at("/training/steps").asInt(-1)).isZero();
        assertThat(json.at("/throughput/examplesPerSecond").isNull()).isTrue();
        assertThat(json.at("/finalStateSha256").isNull()).isTrue();
        assertThat(embedded(html(empty))).isEqualTo(json);
    }

    @Test
    void thePageHoldsTheSameDataAsTheJson() throws IOException {
        RunReport report = run("default");

        assertThat(embedded(html(report))).isEqualTo(json(report));
    }

    @Test
    void hostileStringsStayText() throws IOException {
        RunReport report = run(HOSTILE);
        String html = html(report);

        assertThat(html).doesNotContain("alert(1)</script", "<img");
        assertThat(html.substring(html.indexOf("</h1>"))).doesNotContain("\u2028", "\u2029");
        assertThat(html).contains("<title>&lt;/script&gt;&lt;script&gt;alert(1)");
        JsonNode data = embedded(html);
        assertThat(data).isEqualTo(json(report));
        assertThat(data.at("/title").asText()).isEqualTo(HOSTILE);
        assertThat(data.at("/models").has(HOSTILE)).isTrue();
        assertThat(occurrences(html, "<script")).isEqualTo(4);
        assertThat(occurrences(html, "</script")).isEqualTo(4);
    }

    @Test
    void thePageRefersToNothingOutsideItself() throws IOException {
        String html = html(run("default")).replace("/*! https://github.com/leeoniya/uPlot (v1.6.30) */", "");

        assertThat(html).contains("uPlot=function");
        assertThat(html).doesNotContainPattern("(?i)https?://");
        assertThat(html).doesNotContainPattern("(?i)@import|url\\(|<link|<script[^>]+src|<iframe|fetch\\(");
    }

    @ParameterizedTest
    @ValueSource(strings = {"page.js", "report.js", "compare.js", "experiment.js", "/io/rdrop/tools/live/live.js"})
    void thePagesMakeNoMarkupFromStrings(String name) throws IOException {
        try (var script = Objects.requireNonNull(ReportWriter.class.getResourceAsStream(name), name)) {
            assertThat(new String(script.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
        }
    }

    @Test
    void replacesAnOlderFileAndLeavesNothingElse() throws IOException {
        Path file = directory.resolve("new/folder/report.json");
        ReportWriter.writeJson(run("old"), file);
        ReportWriter.writeJson(run("default"), file);

        assertThat(Files.readString(file)).contains("\"model\" : \"default\"").doesNotContain("\"old\"");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    private RunReport run(String text) {
        ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES, () -> nanos.addAndGet(3_000_000));
        for (int step = 1; step <= 30; step++) {
            builder.add(StepReports.at(text, step));
        }
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("micro-batch", Map.of("size", 32));
        configuration.put("model", Map.of("hidden", List.of(64, 32)));
        configuration.put("checkpoint", Map.of("interval", Duration.ofSeconds(10)));
        configuration.put("limit", null);
        configuration.put("note", text);
        return builder.title(text)
                .read(1_000)
                .rejected(Map.of("not-json", 30L, "no-label", 10L))
                .snapshots(List.of(new SnapshotEntry(text, 1, 30, "abc")))
                .finalStateSha256(Map.of(text, "f00d"))
                .configuration(configuration)
                .facts(Map.of("seed", "42"))
                .driftPoints(List.of(new DriftPoint(500, text.equals("default") ? "concept 2" : text)))
                .warnings(List.of(text.equals("default") ? "slow disk" : text))
                .elapsed(Duration.ofMillis(12_500))
                .build();
    }

    private JsonNode json(RunReport report) throws IOException {
        Path file = directory.resolve("report.json");
        ReportWriter.writeJson(report, file);
        return new ObjectMapper().readTree(file.toFile());
    }

    private String html(RunReport report) throws IOException {
        Path file = directory.resolve("report.html");
        ReportWriter.writeHtml(report, file);
        return Files.readString(file);
    }

    private static ObjectNode embedded(String html) throws IOException {
        Matcher matcher = DATA.matcher(html);
        assertThat(matcher.find()).isTrue();
        return (ObjectNode) new ObjectMapper().readTree(matcher.group(1));
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
