package io.rdrop.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.FeatureType;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.LabelConfig;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.NumberStyle;
import io.rdrop.tools.feed.inference.FileInspector;
import io.rdrop.tools.feed.inference.Inspection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobYamlTest {
    /** Names that YAML would read as something else, or not at all, if they stood there bare. */
    private static final List<String> AWKWARD = List.of(
            "NO",
            "1",
            "1.50",
            "",
            " ",
            "null",
            "~",
            "true",
            "a: b",
            "# c",
            "- d",
            "\"q\"",
            "'s'",
            "back\\slash",
            "two\nlines",
            "tab\there",
            "cr\r",
            "\u00fc\u6f22\ud83d\ude00",
            "\u0000\u0007\u007f\u0085\u2028\ufeff\ufffe",
            "{x}",
            "%",
            "@",
            "\\u0041");

    private final Path directory;

    JobYamlTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theJobReadsWhatWasInferred() throws IOException {
        Inspection found = FileInspector.inspect(
                DataFiles.write(directory, "a.csv", "x,\"c #1\",y\n1,red,NO\n2,\"b\nc\",YES\n"), "y");
        JobConfig config = JobConfigs.parse(JobYaml.of(found), "inferred.yaml", List.of());
        assertThat(config.features()).isEqualTo(found.features());
        assertThat(config.label()).isEqualTo(found.label());
    }

    @Test
    void theJobOfARegressionHasNoClasses() throws IOException {
        Inspection found = FileInspector.inspect(
                DataFiles.write(directory, "a.csv", "x,price in #\n1,2.5\n2,3\n"),
                "price in #",
                EnvelopeColumns.NONE,
                TaskType.REGRESSION);
        JobConfig config = JobConfigs.parse(JobYaml.of(found), "inferred.yaml", List.of());
        assertThat(config.task()).isEqualTo(TaskType.REGRESSION);
        assertThat(config.features()).isEqualTo(found.features());
        assertThat(config.label()).isEqualTo(new LabelConfig("price in #", List.of()));
        assertThat(config.hasPool()).isTrue();
    }

    @Test
    void everyNameSurvives() {
        List<Inspection.Column> columns = new ArrayList<>();
        List<Inspection.ClassCount> classes = new ArrayList<>();
        for (String name : AWKWARD) {
            classes.add(new Inspection.ClassCount(name, 1));
            if (!name.isBlank()) {
                columns.add(new Inspection.Column(name, FeatureType.CATEGORICAL, AWKWARD, NumberStyle.PLAIN, false));
            }
        }
        Inspection awkward = new Inspection(
                "two\nlines\ufffe.csv",
                List.of(),
                columns,
                "a: \"b\"\n",
                classes,
                NumberStyle.PLAIN,
                9,
                0,
                List.of("a warning\n# of two lines\ufffe"));
        JobConfig config = JobConfigs.parse(JobYaml.of(awkward), "inferred.yaml", List.of());
        assertThat(config.label().column()).isEqualTo("a: \"b\"\n");
        assertThat(config.label().classes()).isEqualTo(AWKWARD);
        assertThat(config.features()).isEqualTo(awkward.features());
    }

    @Test
    void commentsTellRowsExamplesAndWarnings() throws IOException {
        Inspection found =
                FileInspector.inspect(DataFiles.write(directory, "a.csv", "x,k,y\n1,5,b\n2,5,a\n3,5,b\n"), "y");
        assertThat(JobYaml.of(found))
                .contains("# Inferred from a.csv (3 rows).")
                .contains("# Note: column k is always 5\n")
                .contains("  - name: \"x\"\n    type: numeric # such as 1, 2, 3\n")
                .contains("    - \"a\" # 1 rows\n    - \"b\" # 2 rows\n");
    }
}
