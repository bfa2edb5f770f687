package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.OffsetBounds;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether several models on several slots scale. */
@Command(
        name = "scale",
        description = {
            "Several models on several slots: one model key on one core beside four keys in two slots on two cores.",
            "Each of the two is a process of its own (Kafka broker, Flink, job: everything), held on its cores by taskset."
        },
        footer = {"", "Example:", "  rdrop bench scale"},
        mixinStandardHelpOptions = true)
final class BenchScaleCommand implements Callable<Integer> {
    private static final String RATE = "rate ";
    private static final int SLOTS = 2;
    private static final int KEYS = 4;

    @Mixin
    private BenchGenerator generator = new BenchGenerator();

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Records of one key's run; that of four keys has twice as many (default: ${DEFAULT-VALUE}).")
    private long records = 100_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Runs of each, of which the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private List<String> overrides = new ArrayList<>();

    /** What the measuring process is asked for: slots, which are its cores too. */
    @Option(names = "--measure-slots", hidden = true)
    private int measuredSlots;

    private final PrintStream out = System.out;

    /** The measuring process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchScaleCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (records < 1_000 || rounds < 1) {
            throw new ConfigException(
                    "--records must be >= 1000 and --rounds >= 1 but were " + records + " and " + rounds);
        }
        if (measuredSlots > 0) {
            out.println(RATE + measure(measuredSlots));
            return ExitCode.OK;
        }
        if (Runtime.getRuntime().availableProcessors() < SLOTS) {
            throw new ConfigException("needs " + SLOTS + " cores but this process may use "
                    + Runtime.getRuntime().availableProcessors());
        }
        double one = inProcess(1);
        out.printf(Locale.ROOT, "1 key, 1 slot, 1 core      %,10.0f examples/s%n", one);
        double many = inProcess(SLOTS);
        out.printf(
                Locale.ROOT,
                "%d keys, %d slots, %d cores   %,10.0f examples/s  %.2f times as many%n",
                KEYS,
                SLOTS,
                SLOTS,
                many,
                many / one);
        return ExitCode.OK;
    }

    /** Runs this command in a process that has so many cores only. */
    private double inProcess(int slots) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", slots == 1 ? "0" : "0-" + (slots - 1)));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchScaleCommand.class.getName()));
        command.addAll(List.of("--measure-slots=" + slots, "--records=" + records, "--rounds=" + rounds));
        command.addAll(generator.arguments());
        overrides.forEach(override -> command.add("--set=" + override));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "needs the command taskset (util-linux), to give a process one core: " + e.getMessage(), e);
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return printed.lines()
                .filter(line -> line.startsWith(RATE))
                .mapToDouble(line -> Double.parseDouble(line.substring(RATE.length())))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("the run with " + slots + " slots ended with " + exit + ":\n" + printed));
    }

    private double measure(int slots) throws Exception {
        List<String> models = models(slots == 1 ? 1 : KEYS, slots);
        BenchCase bench = generator.small(models, overrides);
        long all = records * slots;
        try (BenchFolder scratch = BenchFolder.create();
                EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(slots))) {
            JobConfig job = JobConfigs.with(
                    bench.job(),
                    List.of("kafka.bootstrap=" + kafka.bootstrap(), "topics.examples=bench", "parallelism=" + slots));
            long[] ends = new long[slots];
            BenchTopic.fill(
                    job,
                    slots,
                    all,
                    index -> {
                        int partition = (int) (index % models.size()) % slots;
                        ends[partition]++;
                        return partition;
                    },
                    bench::record);
            OffsetBounds bounds = bounds(ends);
            List<BenchRun> runs = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                Path registry = scratch.path().resolve("models-" + round).toAbsolutePath();
                runs.add(BenchRun.of(
                        flink,
                        JobConfigs.with(
                                job,
                                List.of("name=" + job.name() + "-" + round, "registry.directory=\"" + registry + "\"")),
                        bounds,
                        all));
            }
            return BenchPipelineCommand.median(runs, BenchRun::rate);
        }
    }

    private static OffsetBounds bounds(long[] ends) {
        Map<TopicPartition, Long> from = new HashMap<>();
        Map<TopicPartition, Long> to = new HashMap<>();
        for (int partition = 0; partition < ends.length; partition++) {
            from.put(new TopicPartition("bench", partition), 0L);
            to.put(new TopicPartition("bench", partition), ends[partition]);
        }
        return new OffsetBounds(from, to);
    }

    /** Model keys of which every slot gets as many; with few keys, Flink's hash alone would leave that to luck. */
    private static List<String> models(int keys, int slots) {
        List<String> models = new ArrayList<>();
        for (int i = 0; models.size() < keys; i++) {
            String model = "model-" + i;
            int slot = KeyGroupRangeAssignment.assignKeyToParallelOperator(model, JobConfig.MAX_PARALLELISM, slots);
            if (slot == models.size() % slots) {
                models.add(model);
            }
        }
        return models;
    }
}
