package io.rdrop.tools.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.config.JobConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Small streams that can be learned, as studies take them. */
final class Streams {
    static final String TABLE = "features: [{name: a}, {name: b}]\nlabel: {classes: [up, down]}\n";

    private Streams() {}

    /** Rows whose class is mostly the sign of their first column. */
    static DataStream table(Study study, String name, int rows, String... overrides) {
        return DataStream.of(name, base(study, overrides), records(rows, 1));
    }

    /** A network small enough for tests. */
    static JobConfig base(Study study, String... overrides) {
        List<String> settings = new ArrayList<>(study.isOfPool() ? List.of() : List.of("model.hidden=[4]"));
        settings.addAll(List.of(overrides));
        return BaseSettings.of(study, TABLE, settings);
    }

    static List<byte[]> records(int rows, long seed) {
        Random random = new Random(seed);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double a = random.nextGaussian();
            records.add(String.format(
                            Locale.ROOT,
                            "{\"features\":[%.3f,%.3f],\"label\":\"%s\"}",
                            a,
                            random.nextGaussian(),
                            a + random.nextGaussian() / 2 > 0 ? "up" : "down")
                    .getBytes(UTF_8));
        }
        return records;
    }
}
