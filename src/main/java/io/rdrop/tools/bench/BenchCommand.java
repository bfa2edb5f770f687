package io.rdrop.tools.bench;

import picocli.CommandLine.Command;

/** Measurements that anyone can repeat. */
@Command(
        name = "bench",
        description = "Measure, on your data and your machine.",
        footer = {
            "",
            "Examples:",
            "  rdrop bench pipeline",
            "  rdrop bench scale",
            "  rdrop bench step",
            "  rdrop bench bag",
            "  rdrop bench variants --data electricity.csv.gz --label class --seeds 5",
            "  rdrop bench streams --data electricity.csv.gz weather.csv.gz --label class",
            "  rdrop bench checkpoints --interval 10s",
            "  rdrop bench versions",
            "  rdrop bench scoring",
            "  rdrop bench freshness --data electricity.csv.gz --label class",
            "  rdrop bench drift --data electricity.csv.gz --label class",
            "  rdrop bench labels --events 1000000 --kills 5"
        },
        subcommands = {
            BenchPipelineCommand.class,
            BenchScaleCommand.class,
            BenchStepCommand.class,
            BenchBagCommand.class,
            BenchVariantsCommand.class,
            BenchStreamsCommand.class,
            BenchCheckpointsCommand.class,
            BenchVersionsCommand.class,
            BenchScoringCommand.class,
            BenchFreshnessCommand.class,
            BenchBacklogCommand.class,
            BenchControlCommand.class,
            BenchDriftCommand.class,
            BenchLabelsCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class BenchCommand {}
