package io.rdrop.tools.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.TableData;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.TextData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TaskOptionsTest {
    @TempDir
    private Path folder = Path.of("");

    private Path data = Path.of("");

    @Command
    private static final class Host {
        @Mixin
        private TaskOptions task = new TaskOptions();
    }

    @BeforeEach
    void writeData() throws IOException {
        data = Files.writeString(folder.resolve("a.tsv"), "label\ttext\tnote\nham\tHi\tx\nspam\tWin\ty\n");
    }

    private TaskData look(@Nullable Path config, List<String> overrides, String... options) throws IOException {
        Host host = new Host();
        new CommandLine(host).parseArgs(options);
        return host.task.look(data, "label", EnvelopeColumns.NONE, config, overrides);
    }

    @Test
    void columnsAreFeaturesUnlessSaidOtherwise() throws IOException {
        assertThat(look(null, List.of())).isInstanceOf(TableData.class);
    }

    @Test
    void theTaskIsThatOfTheOptionOrTheConfiguration() throws IOException {
        Path config = Files.writeString(folder.resolve("job.yaml"), "task: text-classification\n");
        assertThat(look(null, List.of(), "--task", "text-classification")).isInstanceOf(TextData.class);
        assertThat(look(config, List.of())).isInstanceOf(TextData.class);
        assertThat(look(null, List.of("task=text-classification"))).isInstanceOf(TextData.class);
        assertThat(look(config, List.of(), "--task", "classification")).isInstanceOf(TableData.class);
    }

    @Test
    void theColumnOfTextsCanBeNamed() throws IOException {
        assertThat(look(null, List.of(), "--task", "text-classification", "--text-column", "note")
                        .describe())
                .contains("texts in column note");
    }

    @Test
    void refusesUnknownTasksAndOptionsOfOtherTasks() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> look(null, List.of(), "--task", "text"))
                .withMessageContaining(
                        "task must be one of classification, regression, text-classification,"
                                + " image-classification, language-model, sequence-tagging, translation, summarization but was text");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> look(null, List.of(), "--text-column", "text", "--task", "classification"))
                .withMessage("--text-column is only for --task text-classification but the task is classification");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> look(folder.resolve("absent.yaml"), List.of()))
                .withMessageContaining("cannot read configuration file");
    }
}
