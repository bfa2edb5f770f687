package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.Acknowledgement;
import io.rdrop.control.Commands;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.StepReportFormat;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.session.ControlFile;
import io.rdrop.session.ControlFiles;
import io.rdrop.session.SnapshotReader;
import io.rdrop.session.SnapshotWriter;
import io.rdrop.tools.audit.Retraining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands at the operator, with its state; what they do to a model is SteeringTest's. */
class SteeredLearnOperatorHarnessTest {
    private static final int MAX_PARALLELISM = 128;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path registry;

    private final Commands commands = new Commands();

    @ParameterizedTest
    @ValueSource(ints = {7, 18, 26, 34})
    void aRestoredRunEndsWithTheBytesOfAnUndisturbedOneWithTheSameCommands(int dies) throws Exception {
        Map<Integer, Command> script = new TreeMap<>();
        script.put(0, commands.set("*", "r-drop.alpha", "0.5"));
        script.put(5, commands.set("de", "model.updater.learning-rate", "0.004"));
        script.put(15, commands.pause("*", false));
        script.put(20, commands.set("de", "r-drop.alpha", "2"));
        script.put(28, commands.of("*", "resume"));
        script.put(33, commands.unset("*", "r-drop.alpha"));

        SnapshotContent expected = run(script, Integer.MAX_VALUE);
        SnapshotContent actual = run(script, dies);

        assertThat(actual.manifest().stateSha256())
                .isEqualTo(expected.manifest().stateSha256());
        assertThat(actual.manifest().trainedInAll())
                .isEqualTo(expected.manifest().trainedInAll());
        assertThat(ControlFiles.of(actual)).isEqualTo(ControlFiles.of(expected));
        assertThat(ControlFiles.of(actual).commands()).hasSize(6);
    }

    private SnapshotContent run(Map<Integer, Command> script, int dies) throws Exception {
        JobConfig config = config();
        OperatorSubtaskState state = null;
        int from = 0;
        if (dies < 40) {
            try (Harness harness = Harness.at(config, null)) {
                harness.feed("de", 0, dies, script);
                state = harness.snapshot(1, 0);
                harness.feed("de", dies, 40, script); // lost, commands and all
            }
            from = dies;
        }
        try (Harness harness = Harness.at(config, state)) {
            harness.feed("de", from, 40, script);
            harness.end();
            List<SnapshotContent> snapshots = harness.side(LearnOperator.SNAPSHOTS);
            return snapshots.get(snapshots.size() - 1);
        }
    }

    /**
     * Fifty commands among twenty kills: after each, both topics are read again from where the last checkpoint was, and
     * meet at other places. What each model ends with is what the same commands lead to where its last version says
     * that they took effect.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomCommandsAmongKillsLeadToTheBytesOfTheirLog(long seed) throws Exception {
        List<Example> examples = new ArrayList<>();
        List<String> models = List.of("de", "fr", "it");
        Random random = new Random(seed);
        for (int i = 0; i < 600; i++) {
            examples.add(Jobs.example(models.get(random.nextInt(i < 200 ? 2 : 3)), i));
        }
        List<Command> sent = randomCommands(random);
        OperatorSubtaskState state = null;
        int[] saved = {0, 0};
        int kills = 0;
        List<SnapshotContent> snapshots = List.of();
        boolean ended = false;
        while (!ended) {
            int example = saved[0];
            int command = saved[1];
            try (Harness harness = Harness.at(config(), state)) {
                while (example < examples.size() || command < sent.size()) {
                    int dice = random.nextInt(1000);
                    if (dice < 35 && kills < 20) {
                        kills++;
                        break;
                    } else if (dice < 75) {
                        state = harness.snapshot(1, 0);
                        saved = new int[] {example, command};
                    } else if (command < sent.size() && (dice < 160 || example == examples.size())) {
                        harness.command(sent.get(command));
                        command++;
                    } else if (example < examples.size()) {
                        harness.processElement1(new StreamRecord<>(examples.get(example)));
                        example++;
                    }
                }
                if (example == examples.size() && command == sent.size()) {
                    for (String model : models) {
                        harness.command(new Commands(1_000).of(model, "resume"));
                    }
                    harness.end();
                    snapshots = harness.side(LearnOperator.SNAPSHOTS);
                    ended = true;
                }
            }
        }

        assertThat(kills).isGreaterThan(9);
        for (String model : models) {
            SnapshotContent last = snapshots.stream()
                    .filter(snapshot -> snapshot.manifest().model().equals(model))
                    .reduce((before, after) -> after)
                    .orElseThrow();
            assertReplays(model, last, examples);
        }
    }

    private void assertReplays(String model, SnapshotContent last, List<Example> examples) throws IOException {
        ControlFile control = ControlFiles.of(last);
        assertThat(control.commands()).as(model).hasSizeGreaterThan(5);
        JobConfig steered = JobConfigs.parseStored(
                new String(last.files().get(SnapshotWriter.CONFIG), StandardCharsets.UTF_8), "config.yaml", List.of());
        try (Retraining again =
                Retraining.of(last.manifest(), steered, control, new SnapshotReader(Jobs.registry(registry)))) {
            examples.forEach(again::add);
            assertThat(again.difference()).isEmpty();
        }
    }

    /** Some are sent twice, some late, some of an epoch that is over. */
    private static List<Command> randomCommands(Random random) {
        List<Command> sent = new ArrayList<>();
        Commands old = new Commands(0);
        for (int epoch = 1; epoch <= 5; epoch++) {
            Commands commands = new Commands(epoch);
            for (int i = 0; i < 10; i++) {
                String model = List.of("*", "de", "fr", "it").get(random.nextInt(4));
                Command next =
                        switch (random.nextInt(9)) {
                            case 0 -> commands.pause(model, false);
                            case 1 -> commands.pause(model, true);
                            case 2, 3 -> commands.of(model, "resume");
                            case 4 -> commands.set(model, "micro-batch.size", "" + (1 + random.nextInt(9)));
                            case 5 ->
                                commands.set(model, "model.updater.learning-rate", "0.00" + (1 + random.nextInt(9)));
                            case 7 -> commands.of(model, "reset");
                            case 6 -> commands.unset(model, "r-drop.alpha");
                            default -> commands.set(model, "r-drop.alpha", "" + random.nextInt(4));
                        };
                sent.add(next);
                if (random.nextInt(5) == 0) {
                    sent.add(sent.get(random.nextInt(sent.size())));
                }
                if (random.nextInt(10) == 0) {
                    sent.add(old.pause(model, false));
                }
            }
        }
        return sent;
    }

    @Test
    void aModelThatComesLaterBeginsWithWhatAllWereAsked() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.at(config(), null)) {
            harness.command(commands.set("*", "r-drop.alpha", "0.75"));
            harness.feed("de", 0, 4, Map.of());
            state = harness.snapshot(1, 0);
            assertThat(harness.verdicts()).containsExactly("*: standing", "de: applied");
        }
        try (Harness harness = Harness.at(config(), state)) {
            harness.feed("fr", 0, 4, Map.of());
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::alpha)
                    .containsExactly(0.75);
            assertThat(harness.verdicts()).containsExactly("fr: applied");
            assertThat(harness.extractOutputValues().get(0).commands())
                    .extracting(command -> command.examples())
                    .containsExactly(0L);
        }
    }

    @Test
    void commandsThatComeAgainAfterARestoreDoNothingAndSaySo() throws Exception {
        Command set = commands.set("de", "r-drop.alpha", "0.75");
        Command all = commands.set("*", "r-drop.alpha", "0.5");
        OperatorSubtaskState state;
        try (Harness harness = Harness.at(config(), null)) {
            harness.feed("de", 0, 4, Map.of());
            harness.command(set);
            harness.command(all);
            state = harness.snapshot(1, 0);
        }
        try (Harness harness = Harness.at(config(), state)) {
            harness.command(set);
            harness.command(all);
            harness.command(new Commands(0).pause("de", false));
            assertThat(harness.verdicts()).containsExactly("de: duplicate", "*: duplicate", "de: older-epoch");
        }
    }

    @Test
    void onlyTheSubtaskOfAModelTakesItsCommands() throws Exception {
        int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator("de", MAX_PARALLELISM, 2);
        Command set = commands.set("de", "r-drop.alpha", "0.75");
        try (Harness other = new Harness(config(), 2, 1 - owner)) {
            other.start(null);
            other.command(set);
            assertThat(other.verdicts()).isEmpty();
        }
        try (Harness mine = new Harness(config(), 2, owner)) {
            mine.start(null);
            mine.command(set);
            assertThat(mine.side(SteeredLearnOperator.ACKNOWLEDGED))
                    .singleElement()
                    .satisfies(said -> {
                        assertThat(said.verdict()).isEqualTo("refused");
                        assertThat(said.reason()).startsWith("model de has seen no record yet");
                    });
        }
    }

    @Test
    void takesAVersionAndMovesLatestWhenAsked() throws Exception {
        JobConfig config = config("registry.interval=1h");
        ModelRegistry versions = Jobs.registry(registry);
        for (int version = 1; version <= 2; version++) {
            versions.commit(versions.stage(Jobs.snapshot("de", version, "content " + version), "test-" + version));
        }
        try (Harness harness = Harness.at(config, null)) {
            harness.feed("de", 0, 3, Map.of());
            harness.command(commands.of("de", "snapshot"));
            harness.feed("de", 3, 9, Map.of());
            harness.command(commands.of("de", "snapshot"));
            assertThat(harness.side(LearnOperator.SNAPSHOTS))
                    .extracting(snapshot -> snapshot.manifest().step())
                    .containsExactly(2L);

            harness.command(commands.of("de", "unpin"));
            harness.command(commands.version("de", "pin", 1));
            assertThat(versions.pinned("de")).contains(1L);
            harness.command(commands.version("de", "rollback", 7));
            assertThat(versions.latest("de")).contains(1L);
            harness.command(commands.of("de", "unpin"));
            assertThat(versions.latest("de")).contains(2L);

            assertThat(harness.verdicts())
                    .containsExactly(
                            "de: refused", "de: applied", "de: refused", "de: applied", "de: refused", "de: applied");
            assertThat(harness.side(SteeredLearnOperator.ACKNOWLEDGED).stream()
                            .map(Acknowledgement::reason)
                            .filter(reason -> reason != null))
                    .satisfiesExactly(
                            reason -> assertThat(reason).isEqualTo("it has learned nothing since its last version"),
                            reason -> assertThat(reason).isEqualTo("it is not pinned"),
                            reason -> assertThat(reason).contains("7"));
        }
    }

    @Test
    void goesBackToTheTrainingStateOfAVersionAndIsTrainedAgainFromTheRegistry() throws Exception {
        JobConfig config = config("registry.keep-state=true", "registry.interval=1h");
        ModelRegistry versions = Jobs.registry(registry);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            examples.add(Jobs.example("de", i));
        }
        SnapshotContent last;
        try (Harness harness = Harness.at(config, null)) {
            for (Example example : examples.subList(0, 8)) {
                harness.processElement1(new StreamRecord<>(example));
            }
            harness.command(commands.of("de", "snapshot"));
            versions.commit(versions.stage(harness.side(LearnOperator.SNAPSHOTS).get(0), "first"));
            for (Example example : examples.subList(8, 16)) {
                harness.processElement1(new StreamRecord<>(example));
            }
            harness.command(commands.version("de", "rollback", 1));
            for (Example example : examples.subList(16, 24)) {
                harness.processElement1(new StreamRecord<>(example));
            }
            harness.command(commands.of("de", "snapshot"));

            assertThat(harness.verdicts()).containsExactly("de: applied", "de: applied", "de: applied");
            assertThat(harness.side(SteeredLearnOperator.ACKNOWLEDGED))
                    .allSatisfy(said -> assertThat(said.reason()).isNull());
            assertThat(versions.pinned("de")).contains(1L);
            last = harness.side(LearnOperator.SNAPSHOTS).get(1);
        }
        versions.commit(versions.stage(last, "second"));
        assertThat(versions.verify("de")).isEmpty();
        SnapshotReader reader = new SnapshotReader(versions);
        try (Retraining again = Retraining.of(last.manifest(), reader.config("de", 2), ControlFiles.of(last), reader)) {
            examples.forEach(again::add);
            assertThat(again.difference()).isEmpty();
        }
        versions.unpin("de");
        versions.prune("de", 1, 0);
        assertThat(Retraining.obstacle(last.manifest(), reader.config("de", 2), ControlFiles.of(last), reader))
                .hasValueSatisfying(why -> assertThat(why).contains("version 1"));
    }

    /** A job far behind its records gives way, tells of it, goes on so after a restore, and comes back. */
    @Test
    void givesWayWhereItIsBehindItsRecordsAndComesBack() throws Exception {
        JobConfig config = config("lag.target=1s", "topics.control=control", "r-drop.every=1", "registry.interval=1h");
        OperatorSubtaskState state;
        try (Harness harness = Harness.at(config, null)) {
            for (int offset = 0; offset < 16; offset++) {
                harness.setProcessingTime(60_000 + 1_000L * offset); // records are of second 1
                harness.processElement1(new StreamRecord<>(Jobs.example("de", offset)));
            }
            assertThat(harness.verdicts()).containsExactly("de: applied");
            assertThat(harness.side(SteeredLearnOperator.ACKNOWLEDGED).get(0).command())
                    .satisfies(command -> {
                        assertThat(command.by()).isEqualTo("lag");
                        assertThat(command.settings()).containsExactly(Map.entry("r-drop.every", "5"));
                    });
            state = harness.snapshot(1, 0);
        }
        SnapshotContent last;
        try (Harness harness = Harness.at(config, state)) {
            for (int offset = 16; offset < 48; offset++) {
                harness.setProcessingTime(1_000 + offset);
                harness.processElement1(new StreamRecord<>(Jobs.example("de", offset)));
            }
            assertThat(harness.verdicts()).isEmpty();
            for (int offset = 48; offset < 80; offset++) {
                harness.setProcessingTime(1_000 + offset + 1_000L * (offset - 47));
                Example example = Jobs.example("de", offset);
                harness.processElement1(new StreamRecord<>(new Example(
                        new SourcePosition("examples", 0, offset, 1_000 + offset + 1_000L * (offset - 47)),
                        example.id(),
                        "de",
                        example.timeMs(),
                        example.features(),
                        example.target())));
            }
            assertThat(harness.verdicts()).containsExactly("de: applied");
            assertThat(harness.side(SteeredLearnOperator.ACKNOWLEDGED)
                            .get(0)
                            .command()
                            .unset())
                    .containsExactly("r-drop.every");
            harness.end();
            last = harness.side(LearnOperator.SNAPSHOTS).get(0);
        }
        List<Example> examples = new ArrayList<>();
        for (int offset = 0; offset < 80; offset++) {
            examples.add(Jobs.example("de", offset));
        }
        assertThat(ControlFiles.of(last).commands()).hasSize(2);
        JobConfig steered = JobConfigs.parseStored(
                new String(last.files().get(SnapshotWriter.CONFIG), StandardCharsets.UTF_8), "config.yaml", List.of());
        try (Retraining again = Retraining.of(
                last.manifest(), steered, ControlFiles.of(last), new SnapshotReader(Jobs.registry(registry)))) {
            examples.forEach(again::add);
            assertThat(again.difference()).isEmpty();
        }
    }

    /** Records that wait take room; those that find none are dead letters, not lost. */
    @Test
    void whatWaitsUnderAPauseIsBoundedAndNothingIsLost() throws Exception {
        try (Harness harness = Harness.at(config("input.max-state-bytes=20000"), null)) {
            harness.feed("de", 0, 3, Map.of());
            harness.command(commands.pause("de", false));
            harness.feed("de", 3, 400, Map.of());
            harness.command(commands.of("de", "resume"));
            harness.end();

            long learned = harness.extractOutputValues().stream()
                    .mapToLong(StepReport::trained)
                    .max()
                    .orElseThrow();
            harness.snapshot(1, 0);
            List<Rejection> letters = harness.side(LearnOperator.LEFT_OUT);
            assertThat(learned).isBetween(10L, 390L);
            assertThat(letters).extracting(Rejection::reason).containsOnly(RejectionReason.STATE_FULL);
            assertThat(letters.size()).isEqualTo(400 - learned);
        }
    }

    /** A job that gets a control topic goes on with its state, and one that loses it, too. */
    @Test
    void theStateOfAnOperatorWithoutCommandsIsTheSame() throws Exception {
        OperatorSubtaskState state;
        try (Plain plain = new Plain(config())) {
            plain.getEnvironment().setCheckpointStorageAccess(Jobs.checkpoints(config()));
            plain.setup(new BinarySerializer<>(new StepReportFormat()));
            plain.open();
            for (int i = 0; i < 6; i++) {
                plain.processElement(new StreamRecord<>(Jobs.example("de", i)));
            }
            state = plain.snapshot(1, 0);
        }
        try (Harness harness = Harness.at(config(), state)) {
            harness.command(commands.set("de", "r-drop.alpha", "0.75"));
            harness.feed("de", 6, 8, Map.of());
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::step, StepReport::alpha)
                    .containsExactly(tuple(2L, 0.75));
            assertThat(harness.extractOutputValues().get(0).commands())
                    .extracting(command -> command.after())
                    .containsExactly("examples-0@5");
        }
    }

    private JobConfig config(String... overrides) {
        return Jobs.config(registry, overrides);
    }

    /** Without commands. */
    private static final class Plain extends KeyedOneInputStreamOperatorTestHarness<String, Example, StepReport> {
        Plain(JobConfig config) throws Exception {
            super(
                    InstantiationUtil.clone(new LearnOperator(config, Jobs.ORIGINALS, new SnapshotRequest())),
                    Example::model,
                    Types.STRING,
                    MAX_PARALLELISM,
                    1,
                    0);
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the operator", e);
            }
        }
    }

    static final class Harness extends KeyedTwoInputStreamOperatorTestHarness<String, Example, Command, StepReport> {
        Harness(JobConfig config, int parallelism, int subtask) throws Exception {
            super(
                    InstantiationUtil.clone(
                            new SteeredLearnOperator(config, Jobs.ORIGINALS, new SnapshotRequest())), // as Flink does
                    Example::model,
                    null,
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
            getEnvironment().setCheckpointStorageAccess(Jobs.checkpoints(config));
        }

        static Harness at(JobConfig config, @Nullable OperatorSubtaskState state) throws Exception {
            Harness harness = new Harness(config, 1, 0);
            harness.start(state);
            return harness;
        }

        void start(@Nullable OperatorSubtaskState state) throws Exception {
            setup(new BinarySerializer<>(new StepReportFormat()));
            if (state == null) {
                initializeEmptyState();
            } else {
                initializeState(state);
            }
            open();
        }

        /** @param script before which example each is sent */
        void feed(String model, int from, int to, Map<Integer, Command> script) throws Exception {
            for (int offset = from; offset < to; offset++) {
                Command command = script.get(offset);
                if (command != null) {
                    command(command);
                }
                processElement1(new StreamRecord<>(Jobs.example(model, offset)));
            }
        }

        void command(Command command) throws Exception {
            processElement2(new StreamRecord<>(command));
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the operator", e);
            }
        }

        void end() throws Exception {
            ((SteeredLearnOperator) getOperator()).finish();
        }

        List<String> verdicts() {
            return side(SteeredLearnOperator.ACKNOWLEDGED).stream()
                    .map(said -> said.model() + ": " + said.verdict())
                    .toList();
        }

        <T> List<T> side(OutputTag<T> tag) {
            var records = getSideOutput(tag);
            return records == null
                    ? List.of()
                    : new ArrayList<>(
                            records.stream().map(StreamRecord::getValue).toList());
        }
    }
}
