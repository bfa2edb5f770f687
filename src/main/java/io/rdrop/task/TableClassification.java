package io.rdrop.task;

import io.rdrop.config.JobConfig;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.learn.pool.ExamplePool;
import io.rdrop.learn.pool.Pool;
import io.rdrop.learn.pool.PoolSpec;

/** Classes of the rows of a table. */
final class TableClassification extends Classification {
    TableClassification(JobConfig config) {
        super(config);
    }

    @Override
    public Encoder features() {
        return columns();
    }

    @Override
    public ExamplePool pool() {
        return new Pool(
                        PoolSpec.of(config),
                        columns(),
                        config.label().classes().size(),
                        config.seed(),
                        config.pool().share())
                .resting(config.pool().resting());
    }

    private TabularEncoder columns() {
        return new TabularEncoder(
                config.features(), config.encoding(), config.input().maxDictionaryBytes());
    }
}
