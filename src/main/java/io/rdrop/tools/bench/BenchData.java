package io.rdrop.tools.bench;

import io.rdrop.tools.console.TaskOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which records a benchmark has, a file's or a generator's, and what its job is told besides. */
final class BenchData {
    @Option(names = "--data", paramLabel = "FILE", description = "A data file (default: a generator).")
    private @Nullable Path data;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column to predict (default: ${DEFAULT-VALUE}).")
    private String label = TaskOptions.LABEL;

    @Mixin
    private TaskOptions task = new TaskOptions();

    @Mixin
    private BenchGenerator generator = new BenchGenerator();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private List<String> overrides = new ArrayList<>();

    /** Null for the generator. */
    @Nullable
    Path file() {
        return data;
    }

    BenchGenerator generator() {
        return generator;
    }

    List<String> overrides() {
        return List.copyOf(overrides);
    }

    /** Settings of the benchmark, and what the command line says against them. */
    List<String> over(List<String> settings) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(overrides);
        return all;
    }

    /** What the file would be learned by, or a pool of generated records; these settings are all there are. */
    BenchCase pool(List<String> settings) throws IOException {
        return data == null ? generator.pool(settings) : BenchCase.ofFile(data, label, task, settings);
    }

    /** What is said of the file, or the networks of the generator. */
    List<BenchCase> networks() throws IOException {
        return data == null ? generator.cases(overrides) : List.of(BenchCase.ofFile(data, label, task, overrides));
    }
}
