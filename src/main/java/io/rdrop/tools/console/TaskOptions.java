package io.rdrop.tools.console;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.FirstRows;
import io.rdrop.tools.feed.ImageData;
import io.rdrop.tools.feed.TableData;
import io.rdrop.tools.feed.Taken;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.TextData;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.Dialect;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.MissingValues;
import io.rdrop.tools.feed.images.ImageFiles;
import io.rdrop.tools.feed.inference.TextInspector;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
                    "classification, regression, text-classification or image-classification (default: that of --config;"
                            + " without one what the file shows, a table if it shows nothing else).")
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

    @Option(
            names = "--na",
            paramLabel = "WORDS",
            description = "Words for a missing value in columns of numbers, separated by commas, in upper or lower case"
                    + " (default: NA,N/A,#N/A,null,None,NaN,-). Empty fields and ? always are.")
    private @Nullable String missing;

    @Option(
            names = "--no-header",
            description = "The table's first line is data: its columns are called column_1, column_2, ...")
    private boolean noHeader;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The file's encoding, such as ISO-8859-1 or windows-1252 (default: UTF-8, or UTF-16 if it"
                    + " shows).")
    private @Nullable String encoding;

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
        Optional<TaskType> named =
                JobConfigs.namedTask(text(config), config == null ? "--task" : config.toString(), overrides(overrides));
        boolean open = named.isEmpty() && config == null;
        TaskType type = named.orElse(open ? shown(data) : TaskType.CLASSIFICATION);
        if (limit < 1) {
            throw new ConfigException("--limit must be > 0 but was " + limit);
        }
        refuse("--text-column", textColumn, TaskType.TEXT_CLASSIFICATION, type);
        refuse("--labels", labels, TaskType.IMAGE_CLASSIFICATION, type);
        TaskData all =
                switch (type.input()) {
                    case TABLE -> table(DataFile.of(data, dialect()), label, envelope, type, open);
                    case TEXT -> TextData.of(DataFile.of(data, dialect()), label, textColumn, envelope);
                    case IMAGE -> images(data, label, envelope, open);
                };
        return limit == Long.MAX_VALUE ? all : new FirstRows(all, limit);
    }

    /** The task of a file for which nobody named one. */
    private TaskType shown(Path data) throws IOException {
        if (textColumn != null) {
            return TaskType.TEXT_CLASSIFICATION;
        }
        return labels != null || ImageFiles.isIdx(data) ? TaskType.IMAGE_CLASSIFICATION : TaskType.CLASSIFICATION;
    }

    private TaskData table(DataFile file, String label, EnvelopeColumns envelope, TaskType type, boolean open)
            throws IOException {
        String texts = "";
        if (open && TextInspector.isRecordsOfTexts(file)) {
            texts = "its records have texts for features";
        } else {
            TableData table = TableData.of(file, label, envelope, type);
            if (!open || !table.inspection().isOfTexts()) {
                return table;
            }
            texts = "its only column beside the label holds texts";
        }
        return new Taken(
                TextData.of(file, label, null, envelope),
                "Taken as --task text-classification, since " + texts + " (--task classification takes it as a table)");
    }

    private Dialect dialect() {
        return new Dialect(
                !noHeader,
                encoding == null ? null : charset(encoding),
                missing == null ? MissingValues.USUAL : MissingValues.of(missing));
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "--encoding must be one like UTF-8, UTF-16, ISO-8859-1 or windows-1252 but was " + name);
        }
    }

    private TaskData images(Path data, String label, EnvelopeColumns envelope, boolean open) throws IOException {
        if (!envelope.equals(EnvelopeColumns.NONE) || !label.equals(LABEL)) {
            throw new ConfigException(
                    "images have no columns: --label, --id-column, --model-column and --time-column are not"
                            + " for --task image-classification");
        }
        ImageData images = ImageData.of(data, labels, limit);
        return open ? new Taken(images, "Taken as --task image-classification, since it is an idx file") : images;
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
