package io.rdrop.learn;

import io.rdrop.encode.TargetEncoder;
import io.rdrop.example.Example;
import java.util.ArrayList;
import java.util.List;

/** What a network predicts that goes on learning. Owns nothing. */
record LivePredictor(Learner learner, TargetHistory history, TargetEncoder targets) implements ExamplePredictor {
    @Override
    public float[] predict(List<Example> examples) {
        List<Example> known = examples;
        if (!history.isEmpty()) {
            double[] latest = history.latest();
            known = new ArrayList<>(examples.size());
            for (Example example : examples) {
                known.add(example.history().length > 0 ? example : example.withHistory(latest));
            }
        }
        float[] predictions = learner.probe(known).predictions();
        targets.decode(predictions, predictions.length);
        return predictions;
    }

    @Override
    public float[] predictEach(List<Example> examples) {
        float[][] each =
                examples.stream().map(example -> predict(List.of(example))).toArray(float[][]::new);
        float[] all = new float[examples.isEmpty() ? 0 : examples.size() * each[0].length];
        for (int i = 0; i < each.length; i++) {
            System.arraycopy(each[i], 0, all, i * each[0].length, each[0].length);
        }
        return all;
    }

    @Override
    public void close() {
        // the learner is somebody else's
    }
}
