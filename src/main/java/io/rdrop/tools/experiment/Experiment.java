package io.rdrop.tools.experiment;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.ModelEngine;
import io.rdrop.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A study on some streams: which cells it has, and what they say together.
 *
 * @param study what is compared
 * @param equal what variants have the same of
 * @param seeds runs of each variant on each stream, seeds 1 to that
 * @param lines of the table, stream by stream
 * @param code the version of the code that learns
 */
public record Experiment(Study study, Equal equal, int seeds, List<Line> lines, String code) {
    /** Without two there is no interval. */
    private static final int LEAST_SEEDS = 2;

    /**
     * A variant on a stream.
     *
     * @param config without the seed of a cell
     */
    record Line(DataStream stream, Variant variant, JobConfig config) {}

    public Experiment {
        lines = List.copyOf(lines);
    }

    /**
     * A study on streams, by the code of this process.
     *
     * @throws ConfigException if the study cannot be made of them
     */
    public static Experiment of(Study study, Equal equal, int seeds, List<DataStream> streams) throws IOException {
        if (seeds < LEAST_SEEDS) {
            throw new ConfigException("--seeds must be >= 2 (one run has no interval) but was " + seeds);
        }
        if (equal != Equal.EXAMPLES && !study.canBeEqualised()) {
            throw new ConfigException("--equal " + equal.key() + " is not for " + study.key()
                    + (study.isOfPool() ? " (members of a pool have replays of their own)" : " (it is about times)"));
        }
        if (equal != Equal.EXAMPLES
                && streams.stream().anyMatch(stream -> stream.job().hasPool())) {
            throw new ConfigException(
                    "--equal " + equal.key() + " is for networks under model: others have replays of their own");
        }
        Set<String> names = new HashSet<>();
        List<Line> lines = new ArrayList<>();
        for (DataStream stream : streams) {
            if (!names.add(stream.name())) {
                throw new ConfigException(
                        "--data files must have distinct names but " + stream.name() + " is given twice");
            }
            lines.addAll(lines(study, equal, stream));
        }
        boolean hasTorch = lines.stream()
                .map(Line::config)
                .anyMatch(job -> job.isWritten() || job.model().engine() == ModelEngine.TORCH);
        return new Experiment(study, equal, seeds, lines, CodeVersion.ofProcess(hasTorch));
    }

    private static List<Line> lines(Study study, Equal equal, DataStream stream) {
        List<Variant> variants = study.variants(stream.job());
        List<JobConfig> configs =
                variants.stream().map(variant -> config(variant, stream)).toList();
        List<JobConfig> equalised = equal.of(configs);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            lines.add(new Line(stream, variants.get(i), equalised.get(i)));
        }
        return lines;
    }

    private static JobConfig config(Variant variant, DataStream stream) {
        try {
            JobConfig config = JobConfigs.with(stream.job(), variant.settings());
            Task.of(config).check();
            Task.of(config).checkFiles();
            return config;
        } catch (ConfigException e) {
            throw new ConfigException(
                    "variant " + variant.name() + " cannot learn " + stream.name() + ": " + e.getMessage());
        }
    }

    /** The cells, seed by seed, so that those that take long are spread evenly; each once. */
    List<Cell> cells() {
        Map<String, Cell> byKey = new LinkedHashMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            for (Line line : lines) {
                Cell cell = cell(line, seed);
                byKey.putIfAbsent(cell.key(), cell);
            }
        }
        return List.copyOf(byKey.values());
    }

    Cell cell(Line line, int seed) {
        return new Cell(line.stream(), JobConfigs.with(line.config(), List.of("seed=" + seed)), code);
    }

    /**
     * What there is to say of results that are not taken, though they are of cells like these.
     *
     * @param all results that are there
     * @return lines for people; none if there is nothing to say
     */
    List<String> notices(Collection<CellResult> all) {
        Set<String> keys = new HashSet<>();
        Set<String> alike = new HashSet<>();
        for (Cell cell : cells()) {
            keys.add(cell.key());
            alike.add(likeness(cell.stream().name(), cell.configuration()));
        }
        List<CellResult> others = all.stream()
                .filter(result -> !keys.contains(result.key()))
                .filter(result -> alike.contains(likeness(result.stream(), result.configuration())))
                .toList();
        Map<String, String> data = new LinkedHashMap<>();
        lines.forEach(line -> data.put(line.stream().name(), line.stream().fingerprint()));
        long otherData = others.stream()
                .filter(result -> !result.data().equals(data.get(result.stream())))
                .count();
        List<String> notices = new ArrayList<>();
        if (otherData > 0) {
            notices.add(otherData + " cells are of other data under the same name: they are left alone");
        }
        if (others.size() > otherData) {
            notices.add(others.size() - otherData + " cells are of another version of the code: they are left alone");
        }
        return notices;
    }

    private static String likeness(String stream, String configuration) {
        return stream + " " + configuration;
    }
}
