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
    public void close() {
        // the learner is somebody else's
    }
}
