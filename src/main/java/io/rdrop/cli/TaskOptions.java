package io.rdrop.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.feed.DataFile;
import io.rdrop.feed.EnvelopeColumns;
import io.rdrop.feed.TableData;
import io.rdrop.feed.TaskData;
import io.rdrop.feed.TextData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is learned from a data file, and where in the file that is: shared by all commands that read one. */
final class TaskOptions {
    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "classification, regression, text-classification or image-classification (default: that of --config,"
                            + " else classification).")
    private @Nullable String task;

    @Option(
            names = "--text-column",
            paramLabel = "COLUMN",
            description =
                    "text-classification: the column that holds the texts (default: the only other one, or `text`).")
    private @Nullable String textColumn;

    /** Overrides of a configuration, {@code --task} first, so that {@code --set} wins. */
    List<String> overrides(List<String> others) {
        List<String> all = new ArrayList<>();
        if (task != null) {
            all.add("task=" + task);
        }
        all.addAll(others);
        return all;
    }

    /**
     * A first look at a data file, as the task takes it.
     *
     * @param config may name the task; null for none
     * @param overrides may name the task too
     * @throws ConfigException if there is no such task, or it cannot take the file
     */
    TaskData look(Path data, String label, EnvelopeColumns envelope, @Nullable Path config, List<String> overrides)
            throws IOException {
        TaskType type =
                JobConfigs.task(text(config), config == null ? "--task" : config.toString(), overrides(overrides));
        if (textColumn != null && type != TaskType.TEXT_CLASSIFICATION) {
            throw new ConfigException("--text-column is only for --task text-classification but the task is "
                    + type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        DataFile file = DataFile.of(data);
        return switch (type) {
            case CLASSIFICATION, REGRESSION -> TableData.of(file, label, envelope, type);
            case TEXT_CLASSIFICATION -> TextData.of(file, label, textColumn, envelope);
            case IMAGE_CLASSIFICATION -> throw new ConfigException("images cannot be read from " + data);
        };
    }

    /** The text of a configuration file; null for none, which is empty. */
    static String text(@Nullable Path config) {
        try {
            return config == null ? "" : Files.readString(config);
        } catch (IOException e) {
            throw new ConfigException("cannot read configuration file " + config + ": " + e);
        }
    }
}
