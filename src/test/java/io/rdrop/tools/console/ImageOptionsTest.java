package io.rdrop.tools.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.ModelType;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ImageOptionsTest {
    private static final String IMAGES = "image-classification";

    @TempDir
    private Path folder = Path.of("");

    private Path data = Path.of("");

    @Command
    private static final class Host {
        @Mixin
        private TaskOptions task = new TaskOptions();
    }

    /** Three images of one row and two columns, and their labels. */
    @BeforeEach
    void writeImages() throws IOException {
        data = Files.write(
                folder.resolve("images-idx3-ubyte"),
                new byte[] {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6});
        Files.write(folder.resolve("labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 0});
        Files.write(folder.resolve("others"), new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 2, 1, 0});
    }

    private static TaskData look(Path data, String label, EnvelopeColumns envelope, String... options)
            throws IOException {
        Host host = new Host();
        new CommandLine(host).parseArgs(options);
        return host.task.look(data, label, envelope, null, List.of());
    }

    private static TaskData look(Path data, String... options) throws IOException {
        return look(data, "label", EnvelopeColumns.NONE, options);
    }

    @Test
    void readsImagesAndTheirLabelsAsAJob() throws IOException {
        TaskData rows = look(data, "--task", IMAGES);
        JobConfig job = JobConfigs.parse(rows.jobYaml(), "the inferred job", List.of());
        assertThat(job.image().width()).isEqualTo(2);
        assertThat(job.networkType()).isEqualTo(ModelType.CNN);
        assertThat(rows.rows()).isEqualTo(3);
        assertThat(rows.records(job)).hasSize(3);
    }

    @Test
    void takesLabelsFromAnotherFile() throws IOException {
        String others = folder.resolve("others").toString();
        assertThat(look(data, "--task", IMAGES, "--labels", others).jobYaml()).contains("- \"2\"");
        assertThat(look(data, "--labels", others).jobYaml()).contains("- \"2\"");
        assertThatThrownBy(() -> look(data, "--labels", others, "--task", "classification"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--labels is only for --task image-classification but the task is classification");
    }

    @Test
    void limitsTheRowsOfImagesAndOfTables() throws IOException {
        Path table = Files.writeString(folder.resolve("a.csv"), "x,label\n1,a\n2,b\n3,c\n");
        for (TaskData rows : List.of(look(data, "--task", IMAGES, "--limit", "2"), look(table, "--limit", "2"))) {
            JobConfig job = JobConfigs.parse(rows.jobYaml(), "the inferred job", List.of());
            assertThat(rows.rows()).isEqualTo(2);
            assertThat(rows.records(job)).hasSize(2);
        }
        assertThat(look(table, "--limit", "2").describe()).contains("only the first 2 rows are sent");
        assertThat(look(table, "--limit", "4").rows()).isEqualTo(3);
        assertThat(look(table, "--limit", "4").describe()).doesNotContain("only the first");
        assertThatThrownBy(() -> look(table, "--limit", "0"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--limit must be > 0 but was 0");
    }

    @Test
    void refusesColumnsOfImages() {
        EnvelopeColumns withId = new EnvelopeColumns("id", null, null);
        assertThatThrownBy(() -> look(data, "digit", EnvelopeColumns.NONE, "--task", IMAGES))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("images have no columns");
        assertThatThrownBy(() -> look(data, "label", withId, "--task", IMAGES))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("images have no columns");
    }
}
