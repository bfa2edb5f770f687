package io.rdrop.tools.chaos;

import io.rdrop.config.TaskType;
import io.rdrop.learn.CounterRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is learned where a chaos run is of texts or of sentences: words of a small language in turns of the same model
 * keys, each with a partition of its own, with a broken record among every hundred.
 */
final class ChaosSentences {
    private static final int BROKEN_EVERY = 100;
    private static final int WORDS = 40;
    private static final int MOST_LENGTH = 12;
    private static final List<String> TAGS = List.of("O", "B-x", "I-x");
    private static final List<String> BROKEN = List.of(
            "{",
            "",
            "{\"model\":7}",
            "{\"model\":\"north\"}",
            "{\"model\":\"east\",\"features\":7,\"label\":\"A\"}",
            "{\"model\":\"coast\",\"tokens\":\"a b\",\"tags\":\"O\",\"features\":[]}");

    private static final String SETTINGS = """
            name: chaos
            topics: {reports: step.reports, partitions: 4}
            micro-batch: {size: 8}
            registry: {interval: 0s}
            metrics: {enabled: false}
            task: %s
            """;

    /** A Transformer that takes less time than all around it. */
    private static final String SMALL = """
            sequence: {max-length: 48}
            transformer: {vocabulary: 300, vocabulary-examples: 16, width: 16, layers: 1, heads: 2, kept: 64}
            """;

    private ChaosSentences() {}

    /** Draws the stream of so many acceptable examples, as {@link ChaosInput#of} does. */
    static ChaosInput of(TaskType task, long seed, int examples) {
        boolean areTagged = task == TaskType.SEQUENCE_TAGGING;
        List<ChaosInput.Sent> records = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            int partition = i % ChaosInput.MODELS.size();
            String model = "\"model\":\"" + ChaosInput.MODELS.get(partition) + "\",";
            records.add(sent(partition, "{" + model + record(task, seed, i) + "}"));
            if (i % BROKEN_EVERY == BROKEN_EVERY / 2) {
                int number = i / BROKEN_EVERY;
                records.add(sent(number % ChaosInput.MODELS.size(), BROKEN.get(number % BROKEN.size())));
            }
        }
        String name = task.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String settings = areTagged
                ? "label: {classes: [" + String.join(", ", TAGS) + "]}\n"
                : task == TaskType.TRANSLATION ? SMALL : "";
        return new ChaosInput(SETTINGS.formatted(name) + settings, records);
    }

    private static String record(TaskType task, long seed, int example) {
        return switch (task) {
            case SEQUENCE_TAGGING -> tagged(seed, example);
            case TRANSLATION -> translated(seed, example);
            default -> text(seed, example);
        };
    }

    private static ChaosInput.Sent sent(int partition, String json) {
        return new ChaosInput.Sent(partition, json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Integer> words(long seed, int example) {
        List<Integer> words = new ArrayList<>();
        int length = 1 + CounterRandom.below(MOST_LENGTH, seed, example, 0);
        for (int i = 1; i <= length; i++) {
            words.add(CounterRandom.below(WORDS, seed, example, i));
        }
        return words;
    }

    private static String text(long seed, int example) {
        return "\"features\":\""
                + String.join(
                        " ",
                        words(seed, example).stream().map(word -> "word" + word).toList())
                + "\"";
    }

    /** Every word has one in the other language, and they come in the other order. */
    private static String translated(long seed, int example) {
        List<String> source = new ArrayList<>();
        List<String> target = new ArrayList<>();
        for (int word : words(seed, example)) {
            source.add("w" + word);
            target.add(0, "v" + word);
        }
        return "\"source\":\"" + String.join(" ", source) + "\",\"target\":\"" + String.join(" ", target) + "\"";
    }

    /** A tag depends on its word and on the one before. */
    private static String tagged(long seed, int example) {
        List<Integer> words = words(seed, example);
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            int before = i == 0 ? 0 : words.get(i - 1);
            tags.add("\"" + TAGS.get((words.get(i) + before % 2) % TAGS.size()) + "\"");
        }
        return "\"tokens\":"
                + words.stream().map(word -> "\"word" + word + "\"").toList() + ",\"tags\":" + tags;
    }
}
