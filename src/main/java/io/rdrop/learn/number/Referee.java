package io.rdrop.learn.number;

import io.rdrop.graph.Value;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import java.io.DataInput;
import java.io.DataOutput;

/** A member that knows no columns and has no state of its own. */
public enum Referee implements NumberLearner {
    /** The target before. */
    LAST_VALUE {
        @Override
        public double predict(NumberRow row) {
            return row.last();
        }

        @Override
        public Value predict(NumberGraph row) {
            return row.last();
        }
    },
    /** The mean of all targets before. */
    RUNNING_MEAN {
        @Override
        public double predict(NumberRow row) {
            return row.mean();
        }

        @Override
        public Value predict(NumberGraph row) {
            return row.mean();
        }
    };

    @Override
    public void learn(NumberRow row, double target, double weight) {
        // the row's encoder does
    }

    @Override
    public void restart() {
        // it cannot diverge
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void save(DataOutput out) {
        // the row's encoder does
    }

    @Override
    public void restore(DataInput in) {
        // the row's encoder does
    }
}
