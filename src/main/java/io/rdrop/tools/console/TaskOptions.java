package io.rdrop.tools.console;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.FirstRows;
import io.rdrop.tools.feed.ImageData;
import io.rdrop.tools.feed.TableData;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.TextData;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is learned from a data file, and where in the file that is: shared by all commands that read one. */
public final class TaskOptions {
    /** What the label is called where nothing else is said. */
    public static final String LABEL = "label";

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

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "image-classification: the idx file of the labels (default: the one named like the images).")
    private @Nullable Path labels;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N rows (default: all).")
    private long limit = Long.MAX_VALUE;

    /** Overrides of a configuration, {@code --task} first, so that {@code --set} wins. */
    public List<String> overrides(List<String> others) {
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
    public TaskData look(
            Path data, String label, EnvelopeColumns envelope, @Nullable Path config, List<String> overrides)
            throws IOException {
        TaskType type =
                JobConfigs.task(text(config), config == null ? "--task" : config.toString(), overrides(overrides));
        if (limit < 1) {
            throw new ConfigException("--limit must be > 0 but was " + limit);
        }
        refuse("--text-column", textColumn, TaskType.TEXT_CLASSIFICATION, type);
        refuse("--labels", labels, TaskType.IMAGE_CLASSIFICATION, type);
        TaskData all =
                switch (type.input()) {
                    case TABLE -> TableData.of(DataFile.of(data), label, envelope, type);
                    case TEXT -> TextData.of(DataFile.of(data), label, textColumn, envelope);
                    case IMAGE -> images(data, label, envelope);
                };
        return limit == Long.MAX_VALUE ? all : new FirstRows(all, limit);
    }

    private TaskData images(Path data, String label, EnvelopeColumns envelope) throws IOException {
        if (!envelope.equals(EnvelopeColumns.NONE) || !label.equals(LABEL)) {
            throw new ConfigException(
                    "images have no columns: --label, --id-column, --model-column and --time-column are not"
                            + " for --task image-classification");
        }
        return ImageData.of(data, labels, limit);
    }

    private static void refuse(String option, @Nullable Object value, TaskType of, TaskType type) {
        if (value != null && type != of) {
            throw new ConfigException(option + " is only for --task " + kebab(of) + " but the task is " + kebab(type));
        }
    }

    private static String kebab(TaskType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The text of a configuration file; null for none, which is empty. */
    public static String text(@Nullable Path config) {
        try {
            return config == null ? "" : Files.readString(config);
        } catch (IOException e) {
            throw new ConfigException("cannot read configuration file " + config + ": " + e);
        }
    }
}
