package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/** Holds predictions against the versions that they name. */
final class Predictions {
    private Predictions() {}

    /**
     * Every prediction must be, to the last bit, what a predictor of the version that it names gives for its record.
     *
     * @param record the value of the record at an offset
     */
    static void assertReproducible(Iterable<JsonNode> predictions, ModelRegistry registry, LongFunction<byte[]> record)
            throws IOException {
        Map<String, Predictor> predictors = new HashMap<>();
        try {
            for (JsonNode json : predictions) {
                String model = json.get("model").asText();
                long version = json.get("version").asLong();
                Predictor predictor = predictors.get(model + version);
                if (predictor == null) {
                    predictor = Predictor.of(registry, model).version(version).open();
                    predictors.put(model + version, predictor);
                }
                Prediction again =
                        predictor.predict(record.apply(json.get("offset").asLong()));
                assertThat(json.get("manifestSha256").asText())
                        .isEqualTo(again.by().manifestSha256());
                assertThat(json.get("prediction").asText()).isEqualTo(again.label());
                for (String label : again.by().classes()) {
                    assertThat((float) json.get("probabilities").get(label).asDouble())
                            .as("%s of offset %s, version %s", label, json.get("offset"), version)
                            .isEqualTo(again.probability(label));
                }
            }
        } finally {
            predictors.values().forEach(Predictor::close);
        }
    }
}
