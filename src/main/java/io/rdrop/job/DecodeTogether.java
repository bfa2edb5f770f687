package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.job.wire.Examples;
import io.rdrop.job.wire.RawRecords;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.Collector;

/** Records to predict, those together that came together. */
final class DecodeTogether extends Decoding<RawRecords, Examples> {
    private static final long serialVersionUID = 1L;

    DecodeTogether(JobConfig config) {
        super(config, false);
    }

    @Override
    public void processElement(RawRecords records, Context context, Collector<Examples> out) {
        List<Example> examples = new ArrayList<>(records.records().size());
        for (RawRecord record : records.records()) {
            Example example = decode(record, context);
            if (example != null) {
                examples.add(example);
            }
        }
        if (!examples.isEmpty()) {
            out.collect(new Examples(examples));
        }
    }
}
