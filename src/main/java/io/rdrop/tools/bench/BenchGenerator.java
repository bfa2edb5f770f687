package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.console.GeneratorNames;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which generated records a benchmark learns, and by which network. */
final class BenchGenerator {
    private static final int SMALL = 64;
    private static final int SMALL_BATCH = 32;
    private static final int LARGE = 256;
    private static final int LARGE_BATCH = 128;

    @Option(
            names = "--generator",
            paramLabel = "NAME",
            completionCandidates = GeneratorNames.class,
            description = "Where records come from without --data; only rbf has any number of columns and classes.")
    private String generator = "rbf";

    @Option(
            names = "--features",
            paramLabel = "N",
            description = "Numeric columns of the generator (default: ${DEFAULT-VALUE}).")
    private int features = 54;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "Classes of the generator, 2..26 (default: ${DEFAULT-VALUE}).")
    private int classes = 7;

    @Option(names = "--hidden", paramLabel = "N", description = "Units of both hidden layers (default: 64, then 256).")
    private @Nullable Integer hidden;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Examples of a micro-batch (default: 32 with 64 units, 128 with 256 units).")
    private @Nullable Integer batch;

    /** The networks to measure: the one that was asked for, else a small and a large one. */
    List<BenchCase> cases(List<String> overrides) {
        check();
        return hidden == null && batch == null
                ? List.of(of(SMALL, SMALL_BATCH, List.of(), overrides), of(LARGE, LARGE_BATCH, List.of(), overrides))
                : List.of(small(overrides));
    }

    private void check() {
        if (!generator.equals("rbf")) {
            throw new ConfigException("--generator must be rbf but was " + generator);
        }
        if (features < 1 || classes < 2 || classes > 26) {
            throw new ConfigException(
                    "--features must be >= 1 and --classes 2..26 but were " + features + " and " + classes);
        }
    }

    /** The network that was asked for, else the small one. */
    BenchCase small(List<String> overrides) {
        return small(List.of(), overrides);
    }

    /** The same, with records that name these model keys in turn. */
    BenchCase small(List<String> models, List<String> overrides) {
        check();
        return of(hidden == null ? SMALL : hidden, batch == null ? SMALL_BATCH : batch, models, overrides);
    }

    /** The same records for a pool. */
    BenchCase pool(List<String> overrides) {
        check();
        return BenchCase.pool(features, classes, overrides);
    }

    /** The options of {@link #small}, for another process. */
    List<String> arguments() {
        return List.of(
                "--features=" + features,
                "--classes=" + classes,
                "--hidden=" + (hidden == null ? SMALL : hidden),
                "--batch=" + (batch == null ? SMALL_BATCH : batch));
    }

    private BenchCase of(int units, int rows, List<String> models, List<String> overrides) {
        return BenchCase.generated(features, classes, units, rows, models, overrides);
    }
}
