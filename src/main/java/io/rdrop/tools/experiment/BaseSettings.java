package io.rdrop.tools.experiment;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.LearnerType;
import io.rdrop.config.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What all variants of a study have in common before the user sets anything. The optimiser divides by the size of
 * gradients: R-Drop adds the cross-entropies of its passes, and with an optimiser that does not, it would also have the
 * larger steps, which is not what is to be compared.
 */
public final class BaseSettings {
    /** Rows of a micro-batch where a step is timed; the paper's doubled batch has twice as many. */
    private static final int TIMED_ROWS = 32;

    private BaseSettings() {}

    /**
     * The configuration that variants are changes of.
     *
     * @param inferred YAML of a job, as a first look at the data gives it
     * @param overrides the user's, which win
     * @throws ConfigException if the study cannot be made of it
     */
    public static JobConfig of(Study study, String inferred, List<String> overrides) {
        String source = "the inferred job";
        JobConfig asInferred = JobConfigs.parse(inferred, source, kindOnly(overrides));
        TaskType task = asInferred.task();
        boolean isLone = LoneMember.isOf(asInferred) && !study.isOfPool();
        if (isLone && !study.isOfLoneMembers()) {
            throw new ConfigException(study.key() + " is a study of a network under model, which " + name(task)
                    + " has none of: it has dropout, baseline, alpha, every, passes, rates and pool");
        }
        List<String> settings =
                new ArrayList<>(isLone ? LoneMember.of(asInferred).common() : common(study, task));
        settings.addAll(overrides);
        JobConfig job = JobConfigs.parse(inferred, source, settings);
        if (study.isOfPool() && job.isOnSequences() && LoneMember.isOf(task)) {
            throw new ConfigException(
                    "pool is a study of the default members, but model.type was " + name(job.networkType()));
        }
        if (study.isTimed() && job.isOnSequences() && task == TaskType.LANGUAGE_MODEL) {
            throw new ConfigException(study.key() + " is a study of micro-batches, but a network of task " + name(task)
                    + " learns windows of the text, whatever micro-batches it comes in");
        }
        if (study.isOfPool() && !isOfTablesOrTexts(task)) {
            throw new ConfigException(
                    "pool is a study of tables, texts and tagged sentences but task was " + name(task));
        }
        boolean ofPool = study.isOfPool() || LoneMember.isOf(job);
        if (ofPool ? job.learner() != LearnerType.POOL : job.hasPool() && !job.isOnSequences()) {
            throw new ConfigException("learner must be " + (ofPool ? "pool" : "single, with a network under model,")
                    + " for " + study.key());
        }
        if (study.isOfPool() && !job.pool().members().isEmpty()) {
            throw new ConfigException("pool.members must be [] for pool (the default set is what is compared)");
        }
        if (study == Study.REPLAY && job.isOnSequences()) {
            throw new ConfigException("replay is a study of networks under model but task was " + name(task)
                    + ", whose replay is transformer.replays");
        }
        if (!ofPool && job.rDrop().alpha() == 0) {
            throw new ConfigException("r-drop.alpha must be > 0 (or there is no R-Drop to compare) but was 0");
        }
        return job;
    }

    /** As in a configuration. */
    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isOfTablesOrTexts(TaskType task) {
        return task.isTabular() || task.input() == TaskType.Input.TEXT || LoneMember.isOf(task);
    }

    private static List<String> kindOnly(List<String> overrides) {
        return overrides.stream()
                .filter(set -> set.startsWith("task=") || set.startsWith("model.type="))
                .toList();
    }

    private static List<String> common(Study study, TaskType task) {
        if (study.isOfPool()) {
            return List.of("learner=pool");
        }
        List<String> settings = new ArrayList<>(List.of("learner=single"));
        if (task == TaskType.LANGUAGE_MODEL) {
            settings.add("model.dropout=0.1"); // it has none by default, and without it there is no R-Drop
            return settings;
        }
        settings.addAll(
                switch (task.input()) {
                    case TABLE ->
                        List.of(
                                "learning=one-by-one",
                                "history.labels=1",
                                "model.updater={type: adagrad, learning-rate: 0.03}");
                    case TEXT ->
                        List.of(
                                "learning=one-by-one",
                                "text.ngrams=2",
                                "text.buckets=262144",
                                "text.normalise=true",
                                "model.hidden=[64]",
                                "model.activation=tanh",
                                "model.updater={type: adagrad, learning-rate: 0.1}");
                    case IMAGE -> // the network that images have by default, without its replay
                        List.of(
                                "learning=per-batch",
                                "model.kernel=3",
                                "model.filters=[8, 32]",
                                "model.hidden=[]",
                                "model.dropout=0.3",
                                "model.updater={type: adam, learning-rate: 0.002}",
                                "r-drop.alpha=2");
                    // Of the latest 1,000 examples, as many as BLEU needs to be told from another.
                    case SOURCE -> List.of("transformer.write-every=2");
                    case TOKENS -> List.of(); // a Transformer, or the job is refused
                });
        if (study.isTimed()) {
            settings.addAll(List.of("learning=per-batch", "micro-batch.size=" + TIMED_ROWS));
            if (task.isTabular()) {
                settings.add("history.labels=0");
            }
        }
        return settings;
    }
}
