package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import org.apache.flink.util.Collector;

/** Records one by one. */
final class DecodeFunction extends Decoding<RawRecord, Example> {
    private static final long serialVersionUID = 1L;

    /** Of examples. */
    DecodeFunction(JobConfig config) {
        this(config, true);
    }

    /** Of records to predict. */
    static DecodeFunction unlabelled(JobConfig config) {
        return new DecodeFunction(config, false);
    }

    private DecodeFunction(JobConfig config, boolean labelled) {
        super(config, labelled);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Example> out) {
        Example example = decode(record, context);
        if (example != null) {
            out.collect(example);
        }
    }
}
