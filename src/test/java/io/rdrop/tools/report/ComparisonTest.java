package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.TaskTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    private Comparison.Run run(String name, double alpha, int steps) throws IOException {
        ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES)
                .title(name)
                .facts(Map.of("data", "elec.csv"))
                .configuration(Map.of("seed", 1, "r-drop", Map.of("alpha", alpha), "hidden", List.of(8, steps)));
        for (int step = 1; step <= steps; step++) {
            builder.add(StepReports.at("default", step));
        }
        Path file = folder.resolve(name + ".json");
        ReportWriter.writeJson(builder.build(), file);
        return new Comparison.Run(name, JSON.readTree(file.toFile()));
    }

    @Test
    void showsScoresCurvesAndWhatDiffersAlone() throws IOException {
        Comparison comparison = new Comparison(List.of(run("plain", 0, 3), run("r-drop", 1, 5)));

        assertThat(comparison.differences())
                .containsExactly(
                        new Comparison.Difference("hidden", List.of("[8,3]", "[8,5]")),
                        new Comparison.Difference("r-drop.alpha", List.of("0.0", "1.0")));

        ReportWriter.writeComparison(comparison, folder);
        JsonNode tree = JSON.readTree(folder.resolve("compare.json").toFile());
        assertThat(tree.at("/runs/1/name").asText()).isEqualTo("r-drop");
        assertThat(tree.at("/runs/1/prequential/accuracy").asDouble()).isEqualTo(0.9);
        assertThat(tree.at("/runs/0/verdict/outcome").asText()).isNotEmpty();
        assertThat(tree.at("/runs/0/curve/examples").size()).isEqualTo(3);
        assertThat(tree.at("/runs/1/curve/gradientNorm/4").asDouble()).isEqualTo(0.7);
        assertThat(tree.at("/runs/1/curve/learningRate/4").asDouble()).isEqualTo(0.001);
        assertThat(tree.at("/differences/1/values/0").asText()).isEqualTo("0.0");
        String page = Files.readString(folder.resolve("compare.html"));
        assertThat(page).contains("Settings and facts that differ").contains("\"r-drop.alpha\"");
        assertThat(page.replace("https://github.com/leeoniya/uPlot", "")).doesNotContain("http://", "https://");
        List<String> csv = Files.readAllLines(folder.resolve("compare.csv"));
        assertThat(csv).hasSize(1 + 3 + 5);
        assertThat(csv.get(0)).startsWith("run,model,examples,accuracy,").contains(",gradientNorm,learningRate,");
        assertThat(csv.get(4)).startsWith("r-drop,default,32,0.9,");
    }

    @Test
    void runsOfOtherTasksAreRefused() throws IOException {
        Path file = folder.resolve("numbers.json");
        ReportWriter.writeJson(new ReportBuilder(TaskTerms.NUMBERS).build(), file);
        Comparison.Run numbers = new Comparison.Run("numbers", JSON.readTree(file.toFile()));
        Comparison.Run classes = run("classes", 1, 1);

        assertThatThrownBy(() -> new Comparison(List.of(classes, numbers)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the scores of classes are of classes, those of numbers of numbers");
    }

    @Test
    void aTableHasALineForEachPointAndQuotesKeys() throws IOException {
        ReportBuilder builder = new ReportBuilder(TaskTerms.CLASSES);
        builder.add(StepReports.at("a, \"b\"", 1));
        builder.add(StepReports.leftOut("a, \"b\"", 2));
        Path file = folder.resolve("report.csv");
        ReportWriter.writeCsv(builder.build(), file);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("\"a, \"\"b\"\"\",32,0.9,").endsWith(",1.0,0.1,0.7,0.001,2.0");
        assertThat(lines.get(2)).startsWith("\"a, \"\"b\"\"\",64,0.9,").endsWith(",,,,,");
    }
}
