package io.rdrop.predict;

import io.rdrop.codec.JsonExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.example.CategoryKey;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.TextDraw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One thread's view of a version: its codec and its network. Not thread-safe. */
final class VersionReader implements AutoCloseable {
    private static final SourcePosition NOWHERE = new SourcePosition("predict", 0, 0, 0);

    private final ModelVersion version;
    private final JsonExampleCodec codec;
    private final int maxCategoryBytes;
    private final ExamplePredictor predictor;
    private final double[] history;
    private final double windowRmse;

    /**
     * Owns the predictor.
     *
     * @param history the targets before the examples, the latest first
     * @param windowRmse error of the version's numbers where the predictor knows none of its own; NaN of classes
     */
    VersionReader(
            ModelVersion version, JobConfig config, ExamplePredictor predictor, double[] history, double windowRmse) {
        this.windowRmse = windowRmse;
        this.version = version;
        this.predictor = predictor;
        this.history = history;
        codec = JsonExampleCodec.unlabelled(config);
        maxCategoryBytes = config.input().maxCategoryBytes();
    }

    Decoded decode(byte[] json) {
        return codec.decode(new RawRecord(NOWHERE, json));
    }

    /** Features as the codec would give them. */
    Example example(Features features) {
        Features known = features;
        if (features instanceof TableFeatures table) {
            @Nullable String[] categories = table.categories().clone();
            for (int i = 0; i < categories.length; i++) {
                String category = categories[i];
                categories[i] = category == null ? null : CategoryKey.of(category, maxCategoryBytes);
            }
            known = new TableFeatures(table.numbers(), categories);
        }
        return new Example(NOWHERE, null, version.model(), 0, known, Example.UNLABELLED);
    }

    List<Prediction> predict(List<Example> examples) {
        return predict(examples, predictor::predict);
    }

    /** Each as it is alone. */
    List<Prediction> predictEach(List<Example> examples) {
        return predict(examples, predictor::predictEach);
    }

    private List<Prediction> predict(List<Example> examples, Function<List<Example>, float[]> by) {
        if (examples.isEmpty()) {
            return List.of();
        }
        float[] outputs = by.apply(known(examples));
        int perExample = outputs.length / examples.size();
        List<Prediction> predictions = new ArrayList<>(examples.size());
        for (int i = 0; i < examples.size(); i++) {
            double deviation = predictor.deviation(i);
            predictions.add(new Prediction(
                    version,
                    Arrays.copyOfRange(outputs, i * perExample, (i + 1) * perExample),
                    Double.isNaN(deviation) ? windowRmse : deviation));
        }
        return predictions;
    }

    private List<Example> known(List<Example> examples) {
        if (history.length == 0) {
            return examples;
        }
        List<Example> known = new ArrayList<>(examples.size());
        for (Example example : examples) {
            known.add(example.history().length > 0 ? example : example.withHistory(history));
        }
        return known;
    }

    OptionalDouble divergence(Example example, long step) {
        return predictor.divergence(known(List.of(example)).get(0), step);
    }

    String continuation(String text, TextDraw draw) {
        return predictor.continuation(text, draw);
    }

    @Override
    public void close() {
        predictor.close();
    }
}
