package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The errors of the last examples, summed when read, so that what has passed through leaves no rounding. */
final class ErrorWindow {
    private final Trail targets;
    private final Trail models;
    private final Trail lastValues;
    private final Trail runningMeans;

    /** Errors of the last examples as they were at a time. */
    private record View(Trail.View targets, Trail.View models, Trail.View lastValues, Trail.View runningMeans) {
        Errors get(int age) {
            return new Errors(targets.get(age), models.get(age), lastValues.get(age), runningMeans.get(age));
        }

        Scores scores() {
            ErrorSums sums = new ErrorSums();
            for (int age = 0; age < targets.size(); age++) {
                sums.add(get(age));
            }
            return sums.scores();
        }
    }

    ErrorWindow(int window) {
        targets = new Trail(window);
        models = new Trail(window);
        lastValues = new Trail(window);
        runningMeans = new Trail(window);
    }

    void add(Errors errors) {
        targets.add(errors.target());
        models.add(errors.model());
        lastValues.add(errors.lastValue());
        runningMeans.add(errors.runningMean());
    }

    private View view() {
        return new View(targets.view(), models.view(), lastValues.view(), runningMeans.view());
    }

    /** Scores of the errors that are here now. */
    Scores scores() {
        View now = view();
        return Scores.later(now.targets().size(), now::scores);
    }

    void save(DataOutput out) throws IOException {
        View now = view();
        out.writeInt(now.targets().size());
        for (int age = 0; age < now.targets().size(); age++) {
            Errors errors = now.get(age);
            out.writeDouble(errors.target());
            out.writeDouble(errors.model());
            out.writeDouble(errors.lastValue());
            out.writeDouble(errors.runningMean());
        }
    }

    /** Reads errors into an empty window; of more than fit, the newest stay. */
    void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved < 0) {
            throw new IOException("scores state is damaged: " + saved + " examples in the window");
        }
        for (int i = 0; i < saved; i++) {
            Errors errors = new Errors(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
            if (!(Math.abs(errors.target()) <= Float.MAX_VALUE)
                    || !RegressionEvaluator.isError(errors.model())
                    || !RegressionEvaluator.isError(errors.lastValue())
                    || !RegressionEvaluator.isError(errors.runningMean())) {
                throw new IOException("scores state is damaged: " + errors);
            }
            add(errors);
        }
    }
}
