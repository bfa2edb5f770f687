package io.rdrop.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What a topic of labels goes with. */
final class LateLabels {
    private static final String LABELS = "labels";
    private static final String TOPIC = "topic";
    private static final String IMMEDIATE = "immediate";

    private LateLabels() {}

    /** Says that labels are not immediate where a topic of them is named and nothing else is said. */
    @SuppressWarnings("unchecked") // JobConfigs makes every nested map a Map<String, Object>
    static void choose(Map<String, Object> tree) {
        if (tree.get(LABELS) instanceof Map<?, ?> labels
                && labels.get(TOPIC) != null
                && !ConfigBinder.NONE.equals(labels.get(TOPIC))) {
            ((Map<String, Object>) labels).putIfAbsent(IMMEDIATE, false);
        }
    }

    /** The same for overrides of a whole configuration, whose labels have been immediate. */
    @SuppressWarnings("unchecked") // as above
    static void choose(Map<String, Object> tree, JobConfig before, List<String> overrides) {
        if (!before.labels().late()
                && tree.get(LABELS) instanceof Map<?, ?> labels
                && overrides.stream().noneMatch(override -> override.startsWith(LABELS + "." + IMMEDIATE))) {
            Map<String, Object> open = new LinkedHashMap<>((Map<String, Object>) labels);
            if (!ConfigBinder.NONE.equals(open.get(TOPIC))) {
                open.put(IMMEDIATE, false);
                tree.put(LABELS, open);
            }
        }
    }

    /** The settings of labels that decide what bytes a model ends with. */
    static Map<String, Object> ofTraining(Map<?, ?> labels) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put(IMMEDIATE, Objects.requireNonNull(labels.get(IMMEDIATE), IMMEDIATE));
        return said;
    }

    /** Refuses what a topic of labels does not go with. */
    static void check(
            LabelsConfig labels,
            TaskType task,
            LabelConfig label,
            HistoryConfig history,
            RDropConfig rDrop,
            TopicsConfig topics,
            ScoringConfig scoring) {
        if (!labels.late()) {
            return;
        }
        if (task.target() != TaskType.Target.CLASS && task.target() != TaskType.Target.NUMBER) {
            throw new ConfigException("labels.topic is for tasks whose examples have one label each, but task is "
                    + ConfigBinder.kebab(task.name()));
        }
        if (history.labels() > 0) {
            throw new ConfigException("history.labels must be 0 with labels.topic, as nobody knows the labels before an"
                    + " event when it comes, but was " + history.labels());
        }
        if (labels.onTimeout() == OnTimeout.UNLABELLED && !rDrop.unlabelled()) {
            throw new ConfigException("labels.on-timeout: unlabelled needs r-drop.unlabelled: true, which learns from"
                    + " examples without label");
        }
        if (labels.timeoutClass() != null && !label.classes().contains(labels.timeoutClass())) {
            throw new ConfigException("labels.timeout-class must be one of label.classes, " + label.classes()
                    + ", but was " + labels.timeoutClass());
        }
        checkTopics(labels, topics, scoring);
    }

    private static void checkTopics(LabelsConfig labels, TopicsConfig topics, ScoringConfig scoring) {
        for (String ours : Stream.of(labels.topic(), labels.predictions())
                .filter(Objects::nonNull)
                .toList()) {
            if (Stream.of(
                                    topics.examples(),
                                    topics.rejected(),
                                    topics.models(),
                                    topics.reports(),
                                    topics.control(),
                                    scoring.rejected(),
                                    scoring.shadows())
                            .anyMatch(ours::equals)
                    || (ours.equals(labels.topic())
                            && Stream.of(scoring.topic(), scoring.predictions(), labels.predictions())
                                    .anyMatch(ours::equals))) {
                throw new ConfigException("labels.topic and labels.predictions must be topics of their own but " + ours
                        + " is another one");
            }
        }
    }
}
