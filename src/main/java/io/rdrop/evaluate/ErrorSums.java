package io.rdrop.evaluate;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** What a set of predicted numbers adds up to: the model beside its referees, over the same examples. */
final class ErrorSums {
    private Spread targets = new Spread();
    private ErrorSum model = new ErrorSum();
    private ErrorSum lastValue = new ErrorSum();
    private ErrorSum runningMean = new ErrorSum();

    void add(Errors errors) {
        targets.add(errors.target());
        model.add(errors.model());
        lastValue.add(errors.lastValue());
        runningMean.add(errors.runningMean());
    }

    long examples() {
        return targets.count();
    }

    Scores scores() {
        long n = targets.count();
        return new Scores(
                n,
                Map.of(
                        Score.MAE, model.mae(n),
                        Score.RMSE, model.rmse(n),
                        Score.R2, r2(n),
                        Score.LAST_VALUE_MAE, lastValue.mae(n),
                        Score.LAST_VALUE_RMSE, lastValue.rmse(n),
                        Score.RUNNING_MEAN_MAE, runningMean.mae(n),
                        Score.RUNNING_MEAN_RMSE, runningMean.rmse(n)));
    }

    private double r2(long n) {
        if (n == 0) {
            return Double.NaN;
        }
        return targets.squares() > 0 ? 1 - model.squared() / targets.squares() : 0;
    }

    void save(DataOutput out) throws IOException {
        targets.save(out);
        model.save(out);
        lastValue.save(out);
        runningMean.save(out);
    }

    static ErrorSums restore(DataInput in) throws IOException {
        ErrorSums restored = new ErrorSums();
        restored.targets = Spread.restore(in);
        restored.model = ErrorSum.restore(in);
        restored.lastValue = ErrorSum.restore(in);
        restored.runningMean = ErrorSum.restore(in);
        return restored;
    }
}
