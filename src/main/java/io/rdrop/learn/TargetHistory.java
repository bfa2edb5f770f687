package io.rdrop.learn;

import io.rdrop.example.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The targets of the latest labelled examples. Examples that are predicted together all get those that arrived before
 * the first of them: none of their own. The target of an example of weight 0 is none of them.
 */
final class TargetHistory {
    /** The latest first; NaN where there was none yet. */
    private final double[] latest;

    TargetHistory(int labels) {
        latest = new double[labels];
        Arrays.fill(latest, Example.UNLABELLED);
    }

    /** The examples with their history; their targets are history afterwards. */
    List<Example> pass(List<Example> examples) {
        if (latest.length == 0) {
            return examples;
        }
        double[] before = latest.clone();
        List<Example> passed = new ArrayList<>(examples.size());
        for (Example example : examples) {
            passed.add(example.withHistory(before));
            if (example.isLabelled() && example.isLearned()) {
                System.arraycopy(latest, 0, latest, 1, latest.length - 1);
                latest[0] = example.target();
            }
        }
        return passed;
    }

    boolean isEmpty() {
        return latest.length == 0;
    }

    /** The latest first; NaN where there was none yet. */
    double[] latest() {
        return latest.clone();
    }

    /** The same for JSON: null where there was none yet. */
    List<@Nullable Double> describe() {
        List<@Nullable Double> targets = new ArrayList<>();
        for (double target : latest) {
            targets.add(Double.isNaN(target) ? null : Double.valueOf(target));
        }
        return targets;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(latest.length);
        for (double target : latest) {
            out.writeDouble(target);
        }
    }

    void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved != latest.length) {
            throw new IOException("history state must have " + latest.length + " labels but had " + saved);
        }
        for (int i = 0; i < saved; i++) {
            latest[i] = in.readDouble();
        }
    }
}
