package io.rdrop.tools.feed.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ImageConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.tools.feed.DataFiles;
import io.rdrop.tools.feed.JobYaml;
import io.rdrop.tools.feed.inference.ImageInspection;
import io.rdrop.tools.feed.inference.Inspection;
import io.rdrop.tools.feed.inference.InspectionTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonImagesTest {
    private final Path directory;

    JsonImagesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"[[1,2,3],[4,5,6]];2;3;1", "[[[1,2,3],[4,5,6]]];2;3;1", "[[[1,2]],[[3,4]],[[5,6]]];1;2;3"})
    void takesTheSizeFromTheFirstImage(String features, int height, int width, int channels) throws IOException {
        ImageInspection found =
                images(line(features, "\"a\""), line(features, "\"b\"")).inspect(Long.MAX_VALUE);
        assertThat(found.image()).isEqualTo(new ImageConfig(height, width, channels));
        JobConfig job = JobConfigs.parse(JobYaml.of(found), "inferred.yaml", List.of());
        assertThat(job.image()).isEqualTo(found.image());
        assertThat(job.label().classes()).containsExactly("a", "b");
    }

    @Test
    void sendsEveryLineAsItIs() throws IOException {
        String[] lines = {line("[[1,2]]", "\"a\""), "not json", line("[ [3, 4]]", "\"b\"")};
        List<String> sent = new ArrayList<>();
        images(lines).records().forEach(record -> sent.add(new String(record, StandardCharsets.UTF_8)));
        assertThat(sent).containsExactly(lines);
    }

    @Test
    void flatImagesWantTheirSizeFromTheUser() throws IOException {
        ImageInspection found =
                images(line("[1,2,3,4]", "\"a\""), line("[1,2,3,4]", "\"b\"")).inspect(Long.MAX_VALUE);
        assertThat(found.image()).isNull();
        assertThat(InspectionTable.of(found))
                .contains("flat arrays of 4 pixels")
                .contains("such as --set image.height=2 --set image.width=2");
        assertThatThrownBy(() -> JobConfigs.parse(JobYaml.of(found), "inferred.yaml", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("image.height and image.width are required");
        JobConfig job =
                JobConfigs.parse(JobYaml.of(found), "inferred.yaml", List.of("image.height=1", "image.width=4"));
        assertThat(job.image()).isEqualTo(new ImageConfig(1, 4, 1));
    }

    @Test
    void aFlatImageMayStandAmongNestedOnes() throws IOException {
        ImageInspection found = images(line("[1,2,3,4]", "\"a\""), line("[[1,2],[3,4]]", "\"b\""))
                .inspect(Long.MAX_VALUE);
        assertThat(found.image()).isEqualTo(new ImageConfig(2, 2, 1));
        assertThat(found.malformed()).isZero();
    }

    @Test
    void linesWithoutSuchAnImageAreCountedAndGiveNoSizeAndNoClass() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "{\"features\":\"x\",\"label\":\"w\"}",
                "{\"features\":[1,-1],\"label\":\"w\"}",
                "{\"features\":[[1,2],[3]],\"label\":\"w\"}",
                "{\"features\":[[[[1]]]],\"label\":\"w\"}",
                "{\"features\":[],\"label\":\"w\"}",
                "{\"label\":\"w\"}",
                "[1,2]"));
        for (int i = 0; i < 10; i++) {
            lines.add(line("[[1,2],[3,4]]", i % 2 == 0 ? "\"a\"" : "\"b\""));
        }
        lines.add(line("[[1,2,3],[4,5,6]]", "\"w\""));
        lines.add(line("[[1,2,3,4]]", "\"w\""));
        ImageInspection found = images(lines.toArray(new String[0])).inspect(Long.MAX_VALUE);
        assertThat(found.image()).isEqualTo(new ImageConfig(2, 2, 1));
        assertThat(found.rows()).isEqualTo(19);
        assertThat(found.malformed()).isEqualTo(9);
        assertThat(found.warnings()).anyMatch(w -> w.startsWith("9 of 19 lines hold no image like the first one"));
        assertThat(classes(found)).containsExactly("a", "b");
    }

    @Test
    void labelsThatAreNumbersAreIndices() throws IOException {
        ImageInspection found = images(line("[[1]]", "3"), line("[[1]]", "1.0"), line("[[1]]", "3"))
                .inspect(Long.MAX_VALUE);
        assertThat(classes(found)).containsExactly("0", "1", "2", "3");
    }

    @Test
    void aLimitLooksNoFurther() throws IOException {
        ImageFiles images = images(line("[[1]]", "\"a\""), line("[[1]]", "\"b\""), line("[[1]]", "\"c\""));
        ImageInspection found = images.inspect(2);
        assertThat(found.rows()).isEqualTo(2);
        assertThat(classes(found)).containsExactly("a", "b");
    }

    @Test
    void refusesFilesThatHoldNoImages() throws IOException {
        assertThatThrownBy(() -> images("{\"features\":[\"x\"],\"label\":1}").inspect(Long.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a.jsonl has no line with an image");
        Path table = DataFiles.write(directory, "a.csv", "a,b\n").path();
        assertThatThrownBy(() -> ImageFiles.of(table, null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a.csv; columns of pixels are a table");
        Path lines = DataFiles.write(directory, "a.jsonl", "{}").path();
        assertThatThrownBy(() -> ImageFiles.of(lines, table))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("only for idx images");
    }

    private ImageFiles images(String... lines) throws IOException {
        return ImageFiles.of(
                DataFiles.write(directory, "a.jsonl", String.join("\n", lines)).path(), null);
    }

    private static List<String> classes(ImageInspection found) {
        return found.classes().stream().map(Inspection.ClassCount::name).toList();
    }

    private static String line(String features, String label) {
        return "{\"features\":" + features + ",\"label\":" + label + "}";
    }
}
