package io.rdrop.task;

import io.rdrop.config.JobConfig;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TabularEncoder;

/** Classes of the rows of a table. */
final class TableClassification extends Classification {
    TableClassification(JobConfig config) {
        super(config);
    }

    @Override
    public Encoder features() {
        return new TabularEncoder(
                config.features(), config.encoding(), config.input().maxDictionaryBytes());
    }
}
