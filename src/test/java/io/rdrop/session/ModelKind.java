package io.rdrop.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.task.Task;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** A small model of every kind, and records for it. */
public enum ModelKind {
    TABLE("""
            features: [{name: x}, {name: y}, {name: c, type: categorical}]
            label: {classes: [a, b, c]}
            model: {hidden: [8, 6], dropout: 0.3}
            """, ModelKind::row),
    POOL(TABLE.yaml.replaceAll("model:.*", "learner: pool"), TABLE.record),
    SINGLE(TABLE.yaml.replaceAll("model:.*", "learner: single"), TABLE.record),
    HISTORY(TABLE.yaml + "history: {labels: 2}\n", TABLE.record),
    /** Its first layer is a table of rows. */
    WIDE(TABLE.yaml + "history: {labels: 2}\nencoding: {hash-buckets: 3000, one-hot-categories: 1}\n", TABLE.record),
    REGRESSION("""
            task: regression
            features: [{name: x}, {name: y}, {name: c, type: categorical}]
            history: {labels: 1}
            model: {hidden: [8], dropout: 0.3}
            """, random -> row(random).replaceAll("[0-9]}", 30 * random.nextGaussian() + "}")),
    NUMBER_POOL(REGRESSION.yaml.replaceAll("(model|history):.*", ""), REGRESSION.record),
    TEXT("task: text-classification\nlabel: {classes: [a, b, c]}\nmodel: {hidden: [8]}\n", ModelKind::text),
    TEXT_POOL("task: text-classification\nlabel: {classes: [a, b, c]}\n", TEXT.record),
    SEQUENCE("""
            task: text-classification
            label: {classes: [a, b, c]}
            text: {representation: sequence, length: 12, vocabulary: 50}
            """, ModelKind::text),
    LSTM(SEQUENCE.yaml + "model: {type: lstm, hidden: [6]}\n", ModelKind::text),
    IMAGE("""
            task: image-classification
            label: {classes: [a, b, c]}
            image: {height: 8, width: 8}
            """, ModelKind::image),
    LANGUAGE("task: language-model\n", random -> text(random).replaceAll(",\"label\".*", "}")),
    TAGGING(
            "task: sequence-tagging\nlabel: {classes: [O, B-a, I-a]}\nsequence: {max-length: 12}\n",
            ModelKind::sentence),
    /** Needs libtorch. */
    TRANSLATION("""
            task: translation
            sequence: {max-length: 24}
            transformer: {vocabulary: 300, vocabulary-examples: 8, width: 8, layers: 1, heads: 2, kept: 20, write-every: 3}
            """, ModelKind::pair),
    /** Needs libtorch. */
    SUMMARIZATION(TRANSLATION.yaml.replace("translation", "summarization"), TRANSLATION.record),
    /** Needs libtorch. */
    TRANSFORMER(SEQUENCE.yaml + Encoders.SMALL, ModelKind::text),
    /** Needs libtorch. */
    TAGGER(TAGGING.yaml + Encoders.OF_TAGS, TAGGING.record),
    /** Needs libtorch. */
    LANGUAGE_TRANSFORMER(LANGUAGE.yaml + Encoders.OF_BYTES, LANGUAGE.record),
    /** Needs libtorch. */
    LANGUAGE_LSTM(
            LANGUAGE.yaml
                    + "learner: single\nmodel: {type: lstm, recurrent-units: 8, dropout: 0.2}\nsequence: {max-length: 32}\n",
            LANGUAGE.record),
    /** Needs libtorch. */
    VISION(IMAGE.yaml + Encoders.SMALL.replace("width: 8", "width: 8, patch: 3"), ModelKind::image);

    private static final class Encoders {
        static final String OF_TAGS =
                "model: {type: transformer, dropout: 0.2}\ntransformer: {width: 8, layers: 1, heads: 2}\n";
        static final String OF_BYTES = OF_TAGS + "sequence: {max-length: 32}\n";
        static final String SMALL = """
                model: {type: transformer, dropout: 0.2}
                transformer: {width: 8, layers: 1, heads: 2}
                replay: {type: reservoir, capacity: 20, updates-per-batch: 2}
                """;
    }

    /** Rows of its micro-batches. */
    public static final int BATCH = 8;

    private static final int RECORDS = 60;

    private final String yaml;

    @SuppressWarnings("ImmutableEnumChecker") // a method
    private final Function<Random, String> record;

    ModelKind(String yaml, Function<Random, String> record) {
        this.yaml = yaml;
        this.record = record;
    }

    /** Those that learn with what is on the class path: all, or all but those that need libtorch. */
    public static Stream<ModelKind> here() {
        return Stream.of(values()).filter(kind -> {
            try {
                Task.of(kind.config()).check();
                return true;
            } catch (ConfigException e) {
                if (String.valueOf(e.getMessage()).contains("needs libtorch")) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Of those that are here, the ones that write texts: none without libtorch. */
    public static Stream<ModelKind> writing() {
        return here().filter(kind -> kind.config().isWritten());
    }

    /** What it is. */
    public JobConfig config() {
        return JobConfigs.parse(yaml + "micro-batch: {size: " + BATCH + "}\n", "test", List.of());
    }

    /** The same with a further section. */
    public JobConfig configWith(String section) {
        return JobConfigs.parse(yaml + "micro-batch: {size: " + BATCH + "}\n" + section + "\n", "test", List.of());
    }

    /** Records that it learns from, the same at each call. */
    public List<byte[]> records() {
        Random random = new Random(17);
        return random.ints(RECORDS)
                .mapToObj(ignored -> record.apply(random).getBytes(UTF_8))
                .toList();
    }

    /** The same as examples. */
    public List<Example> examples() {
        try (LocalRun run = new LocalRun(config())) {
            return records().stream().map(run::decode).toList();
        }
    }

    private static String row(Random random) {
        return "{\"features\":[" + random.nextGaussian() + "," + 50 * random.nextGaussian() + ",\"k"
                + random.nextInt(20) + "\"],\"label\":" + random.nextInt(3) + "}";
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(1 + random.nextInt(20), 0, 60)
                .forEach(word -> text.append("w").append(word).append(' '));
        return "{\"features\":\"" + text + "\",\"label\":" + random.nextInt(3) + "}";
    }

    private static String sentence(Random random) {
        int length = 1 + random.nextInt(14);
        List<Integer> words = random.ints(length, 0, 9).boxed().toList();
        return "{\"tokens\":" + words.stream().map(word -> "\"w" + word + "\"").toList() + ",\"tags\":"
                + words.stream().map(word -> word % 3).toList() + "}";
    }

    private static String pair(Random random) {
        String word = "w" + random.nextInt(6);
        String other = "w" + random.nextInt(6);
        return "{\"source\":\"der " + word + " sieht " + other + "\",\"target\":\"the " + word + " sees " + other
                + ".\"}";
    }

    private static String image(Random random) {
        return "{\"features\":" + random.ints(64, 0, 256).boxed().toList() + ",\"label\":" + random.nextInt(3) + "}";
    }
}
