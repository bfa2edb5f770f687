package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.SparseEncoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.TaskTerms;
import io.rdrop.learn.Variation;
import io.rdrop.learn.pool.ExamplePool;

/** Everything that tasks differ in. Each method that makes something makes a new one. */
public interface TaskSpec {
    /** Bytes to examples; each thread needs its own. */
    ExampleCodec codec();

    /** Features to inputs. */
    Encoder features();

    /** Targets to what the network is trained towards, and back. */
    TargetEncoder targets();

    /** What the network reads: as wide as its encoder, and nothing more, unless the task says otherwise. */
    default InputShape inputs(Encoder encoder) {
        return SparseEncoder.of(encoder).isPresent()
                ? new InputShape.Bag(encoder.width())
                : new InputShape.Vector(encoder.width());
    }

    /** What the network gives, and so its objective. */
    OutputShape outputs();

    /**
     * Refuses files that a model which begins could not be made of.
     *
     * @throws io.rdrop.config.ConfigException saying what is wrong with one
     */
    default void checkFiles() {}

    /** Many networks, mixed, that have learned nothing yet; only for tasks that settings allow a pool for. */
    default ExamplePool pool() {
        throw new UnsupportedOperationException("this task has no pool");
    }

    /** What replay makes of an example that was seen. */
    default Variation variation() {
        return Variation.NONE;
    }

    /** Scores what was predicted. */
    PrequentialEvaluator evaluator();

    /** What the results are called. */
    TaskTerms terms();
}
