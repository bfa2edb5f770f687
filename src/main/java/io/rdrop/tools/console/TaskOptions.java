package io.rdrop.tools.console;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.FirstRows;
import io.rdrop.tools.feed.ImageData;
import io.rdrop.tools.feed.PairData;
import io.rdrop.tools.feed.PlainTextData;
import io.rdrop.tools.feed.SentenceData;
import io.rdrop.tools.feed.TableData;
import io.rdrop.tools.feed.Taken;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.TextData;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.FileFormat;
import io.rdrop.tools.feed.images.ImageFiles;
import io.rdrop.tools.feed.inference.TextInspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is learned from a data file, and where in the file that is: shared by all commands that read one. */
public final class TaskOptions {
    /** What the label is called where nothing else is said. */
    public static final String LABEL = "label";

    /** What a shell offers. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(Stream.of(TaskType.values()).map(TaskOptions::kebab).toList());
        }
    }

    private static final Set<TaskType> HAVE_TEXT_COLUMN = EnumSet.of(
            TaskType.LANGUAGE_MODEL, TaskType.SEQUENCE_TAGGING, TaskType.TRANSLATION, TaskType.SUMMARIZATION);

    @Option(
            names = "--task",
            paramLabel = "TASK",
            completionCandidates = Names.class,
            description =
                    "classification, regression, text-classification, image-classification, language-model,"
                            + " sequence-tagging, translation or summarization (default: that of --config; without one what the file shows, a table if it shows nothing else).")
    private @Nullable String task;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "image-classification: the idx file of the labels (default: the one named like the images).")
    private @Nullable Path labels;

    @Option(
            names = "--weight-column",
            paramLabel = "COLUMN",
            description = "Column that holds each row's weight, a number of at least 0 (sets input.weights).")
    private @Nullable String weightColumn;

    @Mixin
    private FileOptions file = new FileOptions();

    /** Overrides of a configuration, {@code --task} first, so that {@code --set} wins. */
    public List<String> overrides(List<String> others) {
        List<String> all = new ArrayList<>();
        if (task != null) {
            all.add("task=" + task);
        }
        if (weightColumn != null) {
            all.add("input.weights=true");
        }
        all.addAll(others);
        return all;
    }

    /** Rows at most. */
    public long limit() {
        return file.limit();
    }

    /**
     * A first look at a data file, as the task takes it.
     *
     * @param config may name the task; null for none
     * @param overrides may name the task too
     * @throws ConfigException if there is no such task, or it cannot take the file
     */
    public TaskData look(Path data, String label, EnvelopeColumns others, @Nullable Path config, List<String> overrides)
            throws IOException {
        EnvelopeColumns envelope = others.weighing(weightColumn);
        Optional<TaskType> named =
                JobConfigs.namedTask(text(config), config == null ? "--task" : config.toString(), overrides(overrides));
        boolean open = named.isEmpty() && config == null;
        TaskType type = named.orElse(open ? shown(data) : TaskType.CLASSIFICATION);
        long limit = file.limit();
        if (!HAVE_TEXT_COLUMN.contains(type)) {
            refuse("--text-column", file.textColumn(), TaskType.TEXT_CLASSIFICATION, type);
        }
        refuse("--labels", labels, TaskType.IMAGE_CLASSIFICATION, type);
        TaskData all =
                switch (type.input()) {
                    case TABLE -> table(DataFile.of(data, file.dialect()), label, envelope, type, open);
                    case TEXT -> texts(data, label, envelope, type, open);
                    case IMAGE -> images(data, label, envelope, open);
                    case TOKENS -> sentences(data, label, envelope, open);
                    case SOURCE ->
                        PairData.of(DataFile.of(data, file.dialect()), type, label, file.textColumn(), envelope);
                };
        return limit == Long.MAX_VALUE ? all : new FirstRows(all, limit);
    }

    private TaskData texts(Path data, String label, EnvelopeColumns envelope, TaskType type, boolean open)
            throws IOException {
        DataFile of = DataFile.of(data, file.dialect());
        if (type == TaskType.TEXT_CLASSIFICATION) {
            return TextData.of(of, label, file.textColumn(), envelope);
        }
        PlainTextData texts = PlainTextData.of(of, file.textColumn(), envelope);
        return open ? new Taken(texts, "Taken as --task language-model, since it is plain text") : texts;
    }

    private TaskData sentences(Path data, String label, EnvelopeColumns envelope, boolean open) throws IOException {
        SentenceData sentences = SentenceData.of(DataFile.of(data, file.dialect()), label, file.textColumn(), envelope);
        return open ? new Taken(sentences, "Taken as --task sequence-tagging, since it has a token a line") : sentences;
    }

    /** The task of a file for which nobody named one. */
    private TaskType shown(Path data) throws IOException {
        if (FileFormat.isPlainText(String.valueOf(data.getFileName()))) {
            return TaskType.LANGUAGE_MODEL;
        }
        if (FileFormat.isOfTokens(String.valueOf(data.getFileName()))) {
            return TaskType.SEQUENCE_TAGGING;
        }
        if (file.textColumn() != null) {
            return TaskType.TEXT_CLASSIFICATION;
        }
        return labels != null || ImageFiles.isIdx(data) ? TaskType.IMAGE_CLASSIFICATION : TaskType.CLASSIFICATION;
    }

    private static TaskData table(DataFile data, String label, EnvelopeColumns envelope, TaskType type, boolean open)
            throws IOException {
        String texts = "";
        if (open && TextInspector.isRecordsOfTexts(data)) {
            texts = "its records have texts for features";
        } else {
            TableData table = TableData.of(data, label, envelope, type);
            if (!open || !table.inspection().isOfTexts()) {
                return table;
            }
            texts = "its only column beside the label holds texts";
        }
        return new Taken(
                TextData.of(data, label, null, envelope),
                "Taken as --task text-classification, since " + texts + " (--task classification takes it as a table)");
    }

    private TaskData images(Path data, String label, EnvelopeColumns envelope, boolean open) throws IOException {
        if (!envelope.equals(EnvelopeColumns.NONE) || !label.equals(LABEL)) {
            throw new ConfigException(
                    "images have no columns: --label, --id-column, --model-column, --time-column and --weight-column are not"
                            + " for --task image-classification");
        }
        ImageData images = ImageData.of(data, labels, file.limit());
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
