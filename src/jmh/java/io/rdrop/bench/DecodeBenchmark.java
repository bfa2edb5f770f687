package io.rdrop.bench;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.codec.Transcoder;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.tools.feed.generator.ExampleJson;
import io.rdrop.tools.feed.generator.RbfGenerator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bytes to an example, by format; {@code -prof gc} shows what is allocated beyond the example. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
    private static final int RECORDS = 1024;
    private static final int CLASSES = 7;

    @Param({"json", "avro", "binary"})
    private String format = "json";

    @Param("54")
    private int features = 54;

    private final RawRecord[] records = new RawRecord[RECORDS];
    private ExampleCodec codec;
    private int next;

    @Setup
    public void records() {
        RbfGenerator stream = new RbfGenerator(42, RECORDS, features, CLASSES);
        StringBuilder yaml = new StringBuilder("features:\n");
        stream.features()
                .forEach(feature ->
                        yaml.append("  - {name: ").append(feature.name()).append("}\n"));
        yaml.append("label: {classes: ").append(stream.classes()).append("}\n");
        JobConfig job = JobConfigs.parse(yaml.toString(), "the benchmark", List.of("input.format=" + format));
        Transcoder transcoder = new Transcoder(job);
        ExampleJson json = new ExampleJson(stream);
        for (int i = 0; i < RECORDS; i++) {
            records[i] = new RawRecord(
                    new SourcePosition("examples", 0, i, 0), transcoder.transcode(json.bytes(i, stream.next())));
        }
        codec = ExampleCodecs.of(job);
    }

    @Benchmark
    public Decoded decode() {
        return codec.decode(records[next++ & (RECORDS - 1)]);
    }
}
