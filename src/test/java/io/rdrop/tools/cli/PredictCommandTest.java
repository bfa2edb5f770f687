package io.rdrop.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.ModelKind;
import io.rdrop.session.ModelSession;
import io.rdrop.tools.feed.IdxFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PredictCommandTest {
    private static final String TABLE = """
            more,c,y,x,answer
            1,k3,20,0.5,a
            2,k4,-7.25,?,b
            3,"k,5",0,1e-3,c
            """;

    private final Path folder;
    private final Path models;
    private final ModelRegistry registry;

    PredictCommandTest(@TempDir Path folder) {
        this.folder = folder;
        models = folder.resolve("models");
        registry = new ModelRegistry(new LocalRegistryStorage(models), Clock.systemUTC());
    }

    private record Said(int exitCode, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    private void commit(ModelKind kind, String model) throws IOException {
        try (ModelSession session = ModelSession.create(model, kind.config(), 1)) {
            kind.examples().forEach(example -> session.add(example, 0));
            registry.commit(registry.stage(session.snapshot(0), "test"));
        }
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Said predict(String input, OutputStream out, String... options) {
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("--registry", models.toString()));
        arguments.addAll(List.of(options));
        int exitCode = new CommandLine(new PredictCommand(new ByteArrayInputStream(input.getBytes(UTF_8)), out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Said(exitCode, out.toString(), err.toString());
    }

    private Said predict(Path data, String... options) {
        List<String> arguments = new ArrayList<>(List.of("--data", data.toString()));
        arguments.addAll(List.of(options));
        return predict("", new ByteArrayOutputStream(), arguments.toArray(String[]::new));
    }

    private float[] expected(String record) throws IOException {
        try (Predictor predictor =
                Predictor.of(registry, registry.models().get(0)).open()) {
            return predictor.predict(record.getBytes(UTF_8)).outputs();
        }
    }

    @Test
    void writesARowsColumnsAndItsPredictionBesideThem() throws IOException {
        commit(ModelKind.TABLE, "m");
        float[] first = expected("{\"features\":{\"x\":0.5,\"y\":20,\"c\":\"k3\"}}");
        float[] third = expected("{\"features\":{\"x\":0.001,\"y\":0,\"c\":\"k,5\"}}");

        Said said = predict(file("rows.csv", TABLE));

        assertThat(said.exitCode()).isZero();
        assertThat(said.lines()).hasSize(4).startsWith("more,c,y,x,answer,prediction,probability");
        assertThat(said.lines().get(1)).isEqualTo("1,k3,20,0.5,a," + most(first));
        assertThat(said.lines().get(3)).isEqualTo("3,\"k,5\",0,1e-3,c," + most(third));
        assertThat(said.err()).contains("Predicted     3 rows by version 1 of model m");
    }

    /** The most probable class and its probability. */
    private static String most(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return "abc".charAt(best) + "," + probabilities[best];
    }

    @Test
    void writesEveryClass() throws IOException {
        commit(ModelKind.TABLE, "m");
        float[] first = expected("{\"features\":[0.5,20,\"k3\"]}");
        Path data = file("rows.csv", TABLE);

        Said csv = predict(data, "--all", "--limit", "1");
        JsonNode json = new ObjectMapper()
                .readTree(predict(data, "--all", "--limit", "1", "--format", "jsonl")
                        .out());

        assertThat(csv.lines().get(0)).endsWith(",prediction,probability_a,probability_b,probability_c");
        assertThat(csv.lines().get(1)).endsWith("," + first[0] + "," + first[1] + "," + first[2]);
        assertThat(json.at("/probabilities/b").floatValue()).isEqualTo(first[1]);
        assertThat(json.path("x").isNumber()).isTrue();
        assertThat(json.path("c").textValue()).isEqualTo("k3");
    }

    @Test
    void skipsAndEndsWhereItIsTold() throws IOException {
        commit(ModelKind.TABLE, "m");

        assertThat(predict(file("rows.csv", TABLE), "--skip", "1", "--limit", "1")
                        .lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("2,k4,-7.25,?,b,");
        assertThat(predict(file("rows.csv", TABLE), "--skip", "-1").exitCode()).isNotZero();
    }

    @Test
    void namesEveryRowThatItLeavesOut() throws IOException {
        commit(ModelKind.TABLE, "m");

        Said said = predict(file("rows.csv", "x,y,c\n1,2,k\n1,wet,k\n1,2\n4,5,k\n"));

        assertThat(said.exitCode()).isEqualTo(Main.FAILED);
        assertThat(said.lines()).hasSize(3);
        assertThat(said.err())
                .contains(
                        "line 3: wrong-type: column y must be a JSON number but was the string \"wet\"",
                        "line 4 has 2 fields, not 3 as the first",
                        "Left out      2 rows: no-row 1, wrong-type 1");
    }

    @Test
    void scoresWhereThereAreLabels() throws IOException {
        commit(ModelKind.TABLE, "m");

        assertThat(predict(file("rows.csv", TABLE), "--label", "answer").err())
                .containsPattern("Scores +accuracy [0-9.]+ \\(no-change")
                .contains("right over 3 examples");
        assertThat(predict(file("rows.csv", TABLE)).err()).doesNotContain("Scores");
        assertThat(predict(file("rows.csv", TABLE.replace("1e-3,c", "1e-3,d")), "--label", "answer")
                        .err())
                .contains("line 4: unknown-label: `label` must be a class name (a, b, c)");
    }

    @Test
    void aColumnThatIsNotThereIsNamed() throws IOException {
        commit(ModelKind.TABLE, "m");

        CommandLineText text = CommandLineText.of(
                "predict",
                "--registry",
                models.toString(),
                "--data",
                file("r.csv", "x,c,yy\n1,k,2\n").toString());

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.err()).contains("the data file has no column y", "It has: x, c, yy");
    }

    @Test
    void readsNumbersAsTheFileWritesThem() throws IOException {
        commit(ModelKind.TABLE, "m");
        float[] expected = expected("{\"features\":[1234.5,20,\"k3\"]}");

        assertThat(predict(file("rows.csv", "x;y;c\n1.234,5;20;k3\n"), "--format", "JSONL")
                        .out())
                .contains("\"probability\":" + most(expected).substring(2));
    }

    @Test
    void readsStandardInputRowByRow() throws IOException {
        commit(ModelKind.TABLE, "m");
        String lines = """
                {"x":0.5,"y":20,"c":"k3","more":{"deep":1}}
                {"id":"7","features":[0.5,20,"k3"],"label":"unheard of"}
                """;
        float[] expected = expected("{\"features\":[0.5,20,\"k3\"]}");

        Said json = predict(lines, new ByteArrayOutputStream(), "--format", "jsonl");
        Said table = predict(TABLE, new ByteArrayOutputStream());

        assertThat(json.exitCode()).isZero();
        assertThat(json.lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .contains("\"probability\":" + most(expected).substring(2)));
        assertThat(json.lines().get(0)).startsWith("{\"x\":0.5,\"y\":20,\"c\":\"k3\",\"more.deep\":1,");
        assertThat(json.lines().get(1)).startsWith("{\"id\":\"7\",\"x\":0.5,\"y\":20,\"c\":\"k3\",");
        assertThat(table.lines().get(1)).isEqualTo("1,k3,20,0.5,a," + most(expected));
    }

    @Test
    void predictsItsOwnOutputAgain() throws IOException {
        commit(ModelKind.TABLE, "m");
        Said once = predict(file("rows.csv", TABLE));

        assertThat(predict(file("again.csv", once.out())).out()).isEqualTo(once.out());
    }

    @Test
    void anOutputFileIsThereWhenItIsWhole() throws IOException {
        commit(ModelKind.TABLE, "m");
        Path data = file("rows.csv", TABLE);
        Path output = folder.resolve("out.csv");

        assertThat(predict(data, "--output", output.toString()).out()).isEmpty();

        assertThat(Files.readString(output)).isEqualTo(predict(data).out());
        assertThat(folder.resolve("out.csv.part")).doesNotExist();
        assertThat(predict(data, "--output", data.toString()).exitCode()).isNotZero();
        assertThat(Files.readString(data)).isEqualTo(TABLE);
    }

    @Test
    void endsQuietlyWhenNobodyReadsOn() throws IOException {
        commit(ModelKind.TABLE, "m");
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        Said said = predict(TABLE, closed);

        assertThat(said.exitCode()).isZero();
        assertThat(said.err()).isEmpty();
    }

    @Test
    void predictsNumbers() throws IOException {
        commit(ModelKind.REGRESSION, "m");
        float[] expected = expected("{\"features\":[0.5,20,\"k3\"]}");

        Said said = predict(file("rows.csv", "x,y,c,z\n0.5,20,k3,12.5\n1,2,k,0\n"), "--label", "z");

        assertThat(said.lines()).startsWith("x,y,c,z,prediction", "0.5,20,k3,12.5," + expected[0]);
        assertThat(said.err()).contains("MAE");
    }

    @Test
    void predictsTexts() throws IOException {
        commit(ModelKind.TEXT, "m");
        float[] expected = expected("{\"features\":\"w1 w2\"}");

        assertThat(predict(file("texts.tsv", "text\tlabel\nw1 w2\ta\n")).lines())
                .containsExactly("text,label,prediction,probability", "w1 w2,a," + most(expected));
        assertThat(predict("{\"features\":\"w1 w2\"}\n", new ByteArrayOutputStream())
                        .lines())
                .containsExactly("features,prediction,probability", "w1 w2," + most(expected));
        assertThat(predict(file("said.csv", "said,by\nw1 w2,x\n"), "--text-column", "said")
                        .lines())
                .containsExactly("said,by,prediction,probability", "w1 w2,x," + most(expected));
    }

    @Test
    void predictsTagsAndScoresThem() throws IOException {
        commit(ModelKind.TAGGING, "m");

        Said said = predict(file("rows.tsv", "tokens\ttags\nw1 w2 w3\tB-a I-a O\n"), "--label", "tags");

        assertThat(said.exitCode()).isZero();
        assertThat(said.lines()).hasSize(2).startsWith("tokens,tags,prediction,probability");
        String[] fields = said.lines().get(1).split(",", -1);
        assertThat(fields[2].split(" ", -1)).hasSize(3).allMatch(List.of("O", "B-a", "I-a")::contains);
        assertThat(fields[3].split(" ", -1)).hasSize(3).allMatch(text -> Float.parseFloat(text) > 0.3);
        assertThat(said.err()).contains("token accuracy", "span F1");
        assertThat(predict(file("bare.conll", "w1\nw2\n")).lines()).hasSize(2);
    }

    @Test
    void continuesTexts() throws IOException {
        commit(ModelKind.LANGUAGE, "m");
        String text;
        try (Predictor predictor = Predictor.of(registry, "m").open()) {
            text = predictor.continuation("the", 20, 0.5, 43); // 42 of the row before
        }
        Path data = file("said.txt", "a\nthe\n");

        Said said = predict(data, "--continue", "20", "--temperature", "0.5", "--format", "jsonl");

        assertThat(said.exitCode()).as(said.err()).isZero();
        JsonNode second = new ObjectMapper().readTree(said.lines().get(1));
        assertThat(second.path("continuation").textValue()).isEqualTo(text).hasSize(20);
        assertThat(predict(data).out()).doesNotContain("continuation");
    }

    @Test
    void refusesToContinueWhatIsNoText() throws IOException {
        commit(ModelKind.TABLE, "m");
        Path data = file("rows.csv", TABLE);

        assertThat(predict(data, "--continue", "20").err())
                .contains("--continue is for language models (task: language-model), and model m is none");
        commit(ModelKind.LANGUAGE, "l");
        assertThat(predict(data, "--model", "l", "--continue", "0").err())
                .contains("--continue must be 1 to 1000000 but was 0");
        assertThat(predict(data, "--model", "l", "--continue", "5", "--temperature", "-1")
                        .err())
                .contains("--temperature must be >= 0 but was -1.0");
    }

    @Test
    void refusesABeamWhereNothingIsWritten() throws IOException {
        commit(ModelKind.LANGUAGE, "m");

        Said said = predict(file("said.txt", "a\n"), "--beam", "4");

        assertThat(said.exitCode()).isNotZero();
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains("--beam is for translation and summarization, and model m writes no texts");
    }

    @Test
    void predictsImagesWithAndWithoutLabels() throws IOException {
        commit(ModelKind.IMAGE, "m");
        int[] pixels = new int[2 * 64];
        pixels[5] = 200;
        Path data = IdxFiles.write(
                folder.resolve("images.gz"), IdxFiles.bytes(IdxFiles.GREY, IdxFiles.sizes(2, 8, 8), pixels));
        Path labels = IdxFiles.labels(folder.resolve("labels"), 0, 1);

        Said said = predict(data);

        assertThat(said.exitCode()).isZero();
        assertThat(said.lines()).hasSize(3).startsWith("index,prediction,probability");
        assertThat(said.lines().get(1)).startsWith("0,");
        assertThat(predict(data, "--labels", labels.toString()).err())
                .contains("image 1: unknown-label: `label` must be a class name (a, b, c)");
        assertThat(CommandLineText.of(
                                "predict",
                                "--registry",
                                models.toString(),
                                "--data",
                                data.toString(),
                                "--labels",
                                IdxFiles.labels(folder.resolve("few"), 0).toString())
                        .err())
                .contains("must have as many labels");
    }

    @Test
    void choosesTheModelThatIsMeant() throws IOException {
        commit(ModelKind.TABLE, "m");
        commit(ModelKind.TABLE, "n");
        String data = file("rows.csv", TABLE).toString();

        CommandLineText text = CommandLineText.of("predict", "--registry", models.toString(), "--data", data);

        assertThat(text.err()).contains("name a model with --model", "has m, n");
        assertThat(predict(Path.of(data), "--model", "n", "--version", "1").err())
                .contains("version 1 of model n");
        assertThat(CommandLineText.of("predict", "--registry", models.toString(), "--model", "o")
                        .err())
                .contains("no model o");
    }
}
