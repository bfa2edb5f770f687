package io.rdrop.tools.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Which records are answered, and which twice; and whether answers are what the versions give that they name. */
final class AnswerCheck {
    private static final int MOST_PROBLEMS = 100;

    private final int sampleEvery;
    private final BitSet answered = new BitSet();
    private final List<String> problems = new ArrayList<>();
    private final List<JsonNode> sample = new ArrayList<>();
    private final Set<Long> versions = new TreeSet<>();

    /** @param sampleEvery one in so many is kept, to be computed again */
    AnswerCheck(int sampleEvery) {
        this.sampleEvery = sampleEvery;
    }

    private void report(String problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    /** Takes an answer down. */
    void add(JsonNode json) {
        String id = json.get("id").asText();
        int number = (int) PacedRecords.number(id);
        if (answered.get(number)) {
            report(id + " is answered twice");
        }
        answered.set(number);
        versions.add(json.get("version").asLong());
        if (number % sampleEvery == 0) {
            sample.add(json);
        }
    }

    /** Records that are answered. */
    int count() {
        return answered.cardinality();
    }

    /** That have answered. */
    int versions() {
        return versions.size();
    }

    /** Answers that were kept. */
    int sampled() {
        return sample.size();
    }

    /** What is wrong. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Takes down which of the first records are not answered. */
    void requireAll(int records) {
        for (int number = answered.nextClearBit(0); number < records; number = answered.nextClearBit(number + 1)) {
            report(PacedRecords.id(number) + " is not answered");
        }
    }

    /**
     * Computes the answers again that were kept, each by the version that it names.
     *
     * @param record by its number
     */
    void recompute(ModelRegistry registry, LongFunction<byte[]> record) throws IOException {
        List<JsonNode> byVersion = new ArrayList<>(sample);
        byVersion.sort(Comparator.comparingLong(json -> json.get("version").asLong()));
        @Nullable Predictor predictor = null;
        try {
            for (JsonNode json : byVersion) {
                long version = json.get("version").asLong();
                if (predictor == null || predictor.version().version() != version) {
                    if (predictor != null) {
                        predictor.close();
                    }
                    predictor = Predictor.of(registry, json.get("model").asText())
                            .version(version)
                            .atMost(1)
                            .open();
                }
                Prediction again = predictor.predict(
                        record.apply(PacedRecords.number(json.get("id").asText())));
                compare(json, again);
            }
        } finally {
            if (predictor != null) {
                predictor.close();
            }
        }
    }

    private void compare(JsonNode json, Prediction again) {
        String what = json.get("id").asText() + " by version " + again.by().version();
        if (!json.get("manifestSha256").asText().equals(again.by().manifestSha256())) {
            report(what + " names another manifest than that version has");
        }
        for (String label : again.by().classes()) {
            float said = (float) json.get("probabilities").get(label).asDouble();
            if (Float.compare(said, again.probability(label)) != 0) {
                report(what + " says " + said + " of class " + label + ", and that version "
                        + again.probability(label));
            }
        }
    }
}
