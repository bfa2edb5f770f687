package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.PoolConfig;
import io.rdrop.control.Acknowledgement;
import io.rdrop.control.Commands;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.example.StepReport;
import io.rdrop.job.SteeredLearnOperatorHarnessTest.Harness;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.session.ControlFile;
import io.rdrop.session.ControlFiles;
import io.rdrop.session.SnapshotReader;
import io.rdrop.session.SnapshotWriter;
import io.rdrop.tools.audit.Retraining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A challenger beside a model, at the operator with its state; what is learned is the colour of an example. */
class ChallengerHarnessTest {
    private static final int LENGTH = 400;
    private static final String CHALLENGER = "de/challenger";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path registry;

    private final Commands commands = new Commands();

    /** A champion that hardly learns. */
    private JobConfig better(String... more) {
        return config(
                "model.updater.learning-rate=0.0000001", "challenger.settings.model.updater.learning-rate=0.05", more);
    }

    /** A challenger that hardly learns. */
    private JobConfig worse(String... more) {
        return config(
                "model.updater.learning-rate=0.05", "challenger.settings.model.updater.learning-rate=0.0000001", more);
    }

    private JobConfig config(String champion, String challenger, String... more) {
        String[] all = new String[more.length + 5];
        all[0] = "topics.control=control";
        all[1] = champion;
        all[2] = challenger;
        all[3] = "challenger.confidence=0.95";
        all[4] = "registry.interval=1h";
        System.arraycopy(more, 0, all, 5, more.length);
        return Jobs.config(registry, all);
    }

    private static SnapshotContent last(List<SnapshotContent> snapshots, String model) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.manifest().model().equals(model))
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    private static List<Acknowledgement> told(Harness harness) {
        return harness.side(SteeredLearnOperator.ACKNOWLEDGED);
    }

    private static String kind(Acknowledgement told) {
        String id = told.command().id();
        return told.command().comesFromTheJob()
                ? id.substring(0, id.indexOf('-'))
                : told.command().action();
    }

    private List<SnapshotContent> run(JobConfig config, Map<Integer, Command> script, int... deaths) throws Exception {
        OperatorSubtaskState state = null;
        int from = 0;
        for (int dies : deaths) {
            try (Harness harness = Harness.at(config, state)) {
                harness.feed("de", from, dies, script);
                state = harness.snapshot(1, 0);
                harness.feed("de", dies, Math.min(LENGTH, dies + 150), script); // lost, promotions and all
            }
            from = dies;
        }
        try (Harness harness = Harness.at(config, state)) {
            harness.feed("de", from, LENGTH, script);
            harness.end();
            return harness.side(LearnOperator.SNAPSHOTS);
        }
    }

    private Optional<String> difference(SnapshotContent version) throws IOException {
        JobConfig config = config(version);
        try (Retraining again = Retraining.of(
                version.manifest(), config, ControlFiles.of(version), new SnapshotReader(Jobs.registry(registry)))) {
            IntStream.range(0, LENGTH).mapToObj(i -> Jobs.example("de", i)).forEach(again::add);
            return again.difference();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "micro-batch.size=4",
                "challenger.settings.micro-batch.size=7",
                "challenger.settings.learner=pool"
            })
    void aBetterChallengerIsPromotedByTheJobAndAllOfItIsRepeatedToTheByte(String setting) throws Exception {
        boolean isPool = setting.endsWith("pool");
        JobConfig config = isPool
                ? config("model.updater.learning-rate=0.0000001", setting, "challenger.promote=auto")
                : better("challenger.promote=auto", setting);
        List<SnapshotContent> undisturbed = run(config, Map.of());
        SnapshotContent champion = last(undisturbed, "de");
        SnapshotContent challenger = last(undisturbed, CHALLENGER);

        ControlFile control = ControlFiles.of(champion);
        assertThat(control.commands())
                .extracting(each -> each.command().action())
                .containsExactly("challenge", "promote");
        AppliedCommand promoted = control.commands().get(1);
        assertThat(promoted.command().id()).startsWith("rdrop:promote-1-");
        assertThat(promoted.examples()).isBetween(10L, LENGTH - 50L);
        assertThat(new String(champion.files().get(SnapshotWriter.CONFIG), StandardCharsets.UTF_8))
                .contains(isPool ? "learner: pool" : "learning-rate: 0.05");
        assertThat(champion.manifest().examples()).isEqualTo(LENGTH);
        assertThat(challenger.manifest().examples()).isEqualTo(LENGTH);
        assertThat(champion.manifest().trainedInAll())
                .isEqualTo(challenger.manifest().trainedInAll());

        List<SnapshotContent> disturbed = run(config, Map.of(), 3, 50, (int) promoted.examples() + 3);
        for (SnapshotContent expected : List.of(champion, challenger)) {
            SnapshotContent actual = last(disturbed, expected.manifest().model());
            assertThat(actual.manifest().stateSha256())
                    .isEqualTo(expected.manifest().stateSha256());
            assertThat(actual.manifest().trainedInAll())
                    .isEqualTo(expected.manifest().trainedInAll());
            assertThat(actual.manifest().prequential())
                    .isEqualTo(expected.manifest().prequential());
            assertThat(ControlFiles.of(actual).commands())
                    .isEqualTo(ControlFiles.of(expected).commands());
        }
        assertThat(difference(champion)).isEmpty();
        assertThat(Retraining.obstacle(
                        challenger.manifest(),
                        config,
                        ControlFiles.of(challenger),
                        new SnapshotReader(Jobs.registry(registry))))
                .hasValueSatisfying(why -> assertThat(why).contains("changed places"));
    }

    /** Its bytes are those of a job that has no other model, and the champion's those of a job without it. */
    @Test
    void aChallengerThatIsNotPromotedLearnsByItselfAndDisturbsNothing() throws Exception {
        JobConfig config = better("challenger.promote=manual");
        List<SnapshotContent> both = run(config, Map.of(), 77);
        JobConfig alone = Jobs.config(registry, "model.updater.learning-rate=0.05", "registry.interval=1h");
        JobConfig without = Jobs.config(registry, "model.updater.learning-rate=0.0000001", "registry.interval=1h");

        assertThat(last(both, CHALLENGER).manifest().stateSha256())
                .isEqualTo(last(run(alone, Map.of()), "de").manifest().stateSha256());
        assertThat(last(both, "de").manifest().stateSha256())
                .isEqualTo(last(run(without, Map.of()), "de").manifest().stateSha256());
        assertThat(difference(last(both, "de"))).isEmpty();
        assertThat(difference(last(both, CHALLENGER))).isEmpty();
    }

    @Test
    void aPromotionByHandIsFencedToWhatWasMeasured() throws Exception {
        try (Harness harness = Harness.at(worse("registry.interval=0s", "challenger.watch=0"), null)) {
            harness.feed("de", 0, 100, Map.of());
            harness.command(commands.of("de", "promote"));
            harness.command(commands.version("de", "promote", 1));
            harness.prepareSnapshotPreBarrier(1);
            harness.snapshot(1, 0);
            harness.command(commands.version("de", "promote", 2));
            harness.command(commands.of("de/challenger", "reset"));
            harness.command(commands.pause("de", false));
            harness.command(commands.version("de", "promote", 1));
            harness.command(commands.of("de", "resume"));
            harness.command(commands.version("de", "promote", 1));
            harness.feed("de", 100, 104, Map.of());
            harness.command(commands.version("de", "promote", 1)); // sent by one who has not seen the promotion

            List<Acknowledgement> told = told(harness);
            assertThat(told)
                    .extracting(each -> kind(each) + " " + each.verdict())
                    .containsExactly(
                            "rdrop:challenge applied",
                            "promote refused",
                            "promote refused",
                            "promote refused",
                            "reset refused",
                            "pause applied",
                            "promote refused",
                            "resume applied",
                            "promote applied",
                            "promote refused");
            assertThat(told.get(1).reason()).contains("not found to be better: in comparison 1 over 100 records");
            assertThat(told.get(2).reason()).contains("which is of no version yet");
            assertThat(told.get(3).reason()).contains("version 2 of de/challenger", "which is of versions 1 to 1");
            assertThat(told.get(4).reason()).contains("a challenger does what its model is asked, de");
            assertThat(told.get(6).reason()).contains("resume it first");
            assertThat(told.get(9).reason())
                    .contains("in comparison 2", "version 1 of de/challenger is not what is measured");
            assertThat(harness.side(LearnOperator.SNAPSHOTS))
                    .extracting(snapshot -> snapshot.manifest().model() + " "
                            + snapshot.manifest().version() + " at step "
                            + snapshot.manifest().step())
                    .as("a version is taken of who was promoted, though nothing was learned since the one before")
                    .containsExactly(
                            "de 1 at step 25",
                            CHALLENGER + " 1 at step 25",
                            "de 2 at step 25",
                            CHALLENGER + " 2 at step 25");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 150, 260})
    void aPromotionThatTurnsOutWorseIsTakenBackByTheJob(int dies) throws Exception {
        JobConfig config = worse("registry.interval=0s", "challenger.watch=300");
        Map<Integer, Command> script = new TreeMap<>(Map.of(120, commands.version("de", "promote", 1)));
        OperatorSubtaskState state;
        try (Harness harness = Harness.at(config, null)) {
            harness.feed("de", 0, 60, script);
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 0);
        }
        SnapshotContent undisturbed = goOn(config, state, script, LENGTH);
        SnapshotContent disturbed = dies == 0 ? undisturbed : goOn(config, state, script, dies);

        assertThat(ControlFiles.of(undisturbed).commands())
                .extracting(each -> each.command().action())
                .containsExactly("challenge", "promote", "promote");
        AppliedCommand back = ControlFiles.of(undisturbed).commands().get(2);
        assertThat(back.command().id()).startsWith("rdrop:rollback-2-");
        assertThat(back.examples()).isBetween(130L, LENGTH - 20L);
        assertThat(new String(undisturbed.files().get(SnapshotWriter.CONFIG), StandardCharsets.UTF_8))
                .contains("learning-rate: 0.05");
        assertThat(disturbed.manifest().stateSha256())
                .isEqualTo(undisturbed.manifest().stateSha256());
        assertThat(difference(undisturbed)).isEmpty();
    }

    private static SnapshotContent goOn(
            JobConfig config, OperatorSubtaskState from, Map<Integer, Command> script, int dies) throws Exception {
        OperatorSubtaskState state = from;
        int at = 60;
        if (dies < LENGTH) {
            try (Harness harness = Harness.at(config, state)) {
                harness.feed("de", at, dies, script);
                state = harness.snapshot(2, 0);
            }
            at = dies;
        }
        try (Harness harness = Harness.at(config, state)) {
            harness.feed("de", at, LENGTH, script);
            harness.end();
            return last(harness.side(LearnOperator.SNAPSHOTS), "de");
        }
    }

    @Test
    void aChallengerThatIsNotWatchedAnyMoreIsNotGoneBackTo() throws Exception {
        try (Harness harness = Harness.at(worse("registry.interval=0s", "challenger.watch=0"), null)) {
            harness.feed("de", 0, 60, Map.of());
            harness.prepareSnapshotPreBarrier(1);
            harness.command(commands.version("de", "promote", 1));
            harness.feed("de", 60, LENGTH, Map.of());
            assertThat(told(harness)).extracting(Acknowledgement::verdict).containsExactly("applied", "applied");
        }
    }

    /** Changed in the configuration, the next one begins with the next record; taken out, it ends. */
    @Test
    void anotherChallengerBeginsAndEndsWhereTheConfigurationSaysSo() throws Exception {
        JobConfig none = Jobs.config(
                registry, "model.updater.learning-rate=0.05", "topics.control=control", "registry.interval=1h");
        OperatorSubtaskState state = begins(worse(), null, 0, 1);
        state = begins(worse("challenger.settings.r-drop.alpha=2"), state, 50, 2);
        state = begins(none, state, 100, 0);
        try (Harness harness = Harness.at(none, state)) {
            harness.feed("de", 150, 200, Map.of());
            assertThat(told(harness)).isEmpty();
            harness.end();
            assertThat(difference(last(harness.side(LearnOperator.SNAPSHOTS), "de")))
                    .isEmpty();
        }
    }

    private static OperatorSubtaskState begins(
            JobConfig config, @Nullable OperatorSubtaskState state, int from, int settings) throws Exception {
        try (Harness harness = Harness.at(config, state)) {
            harness.feed("de", from, from + 50, Map.of());
            assertThat(told(harness))
                    .extracting(each -> kind(each) + " " + each.verdict() + " " + each.examples())
                    .containsExactly("rdrop:challenge applied " + from);
            assertThat(told(harness).get(0).command().settings()).hasSize(settings);
            harness.prepareSnapshotPreBarrier(1);
            List<SnapshotContent> versions = harness.side(LearnOperator.SNAPSHOTS);
            if (settings > 0) {
                assertThat(last(versions, CHALLENGER).manifest().trainedInAll())
                        .extracting(OffsetRange::first)
                        .containsExactly((long) from);
            } else {
                assertThat(versions).extracting(each -> each.manifest().model()).doesNotContain(CHALLENGER);
            }
            return harness.snapshot(1, 0);
        }
    }

    /**
     * Both are pools. What was set of members belongs to the learner that it was set for: it goes to the other key with
     * it, and comes back with it. 50 records a period, with a version after each.
     */
    @Test
    void membersOfAPoolChangeBesideAChallengerAndGoWhereTheirLearnerGoes() throws Exception {
        JobConfig config = Jobs.config(
                registry,
                "topics.control=control",
                "model={}",
                "learner=pool",
                "challenger.settings.pool.rates=3",
                "challenger.watch=0");
        Map<Integer, Command> script = new TreeMap<>();
        script.put(30, commands.set("de", "pool.without", "[norm, norm-dropout]"));
        script.put(91, commands.version("de", "promote", 1));
        script.put(130, commands.set("de", "pool.companions", "false"));
        script.put(170, commands.set("de", "pool.adjusted", "[{name: norm-r-drop, alpha: 0.5}]"));
        script.put(233, commands.version("de", "promote", 5));
        script.put(290, commands.set("de", "pool.referees", "false"));
        script.put(322, commands.unset("de", "pool.without"));
        List<SnapshotContent> undisturbed = runByPeriods(config, script, Set.of());

        SnapshotContent champion = last(undisturbed, "de");
        SnapshotContent challenger = last(undisturbed, CHALLENGER);
        assertThat(ControlFiles.of(champion).commands())
                .extracting(each -> each.command().action() + " " + each.examples())
                .containsExactly(
                        "challenge 0",
                        "set 30",
                        "promote 91",
                        "set 130",
                        "set 170",
                        "promote 233",
                        "set 290",
                        "set 322");
        PoolConfig ofChampion = config(champion).pool();
        assertThat(ofChampion.rates()).isEqualTo(1);
        assertThat(ofChampion.without()).isEmpty();
        assertThat(ofChampion.referees()).isFalse();
        assertThat(ofChampion.companions()).isTrue();
        assertThat(ofChampion.adjusted()).isEmpty();
        PoolConfig ofChallenger = config(challenger).pool();
        assertThat(ofChallenger.rates()).isEqualTo(3);
        assertThat(ofChallenger.without()).isEmpty();
        assertThat(ofChallenger.companions()).isFalse();
        assertThat(ofChallenger.adjusted()).hasSize(1);
        assertThat(difference(champion)).isEmpty();

        for (Set<Integer> deaths : List.of(Set.of(50, 250), Set.of(100, 150, 200, 300))) {
            List<SnapshotContent> disturbed = runByPeriods(config, script, deaths);
            for (String key : List.of("de", CHALLENGER)) {
                assertThat(last(disturbed, key).manifest().stateSha256())
                        .isEqualTo(last(undisturbed, key).manifest().stateSha256());
                assertThat(last(disturbed, key).files().get(SnapshotWriter.CONFIG))
                        .isEqualTo(last(undisturbed, key).files().get(SnapshotWriter.CONFIG));
            }
        }
    }

    /** Members can be set of who has some: after the promotion, and not before. */
    @Test
    void membersOfAPoolThatWasPromotedCanBeSetAndNotThoseOfTheNetworkBeforeIt() throws Exception {
        JobConfig config = Jobs.config(
                registry, "topics.control=control", "challenger.settings.learner=pool", "challenger.watch=0");
        Map<Integer, Command> script = new TreeMap<>();
        script.put(10, commands.set("de", "pool.companions", "false"));
        script.put(91, commands.version("de", "promote", 1));
        script.put(130, commands.set("de", "pool.companions", "false"));
        script.put(140, commands.set("de", "r-drop.alpha", "2"));
        script.put(233, commands.version("de", "promote", 5));
        script.put(260, commands.set("de", "r-drop.alpha", "2"));
        List<SnapshotContent> undisturbed = runByPeriods(config, script, Set.of());

        SnapshotContent champion = last(undisturbed, "de");
        assertThat(ControlFiles.of(champion).commands())
                .extracting(each -> each.command().action() + " " + each.examples())
                .containsExactly("challenge 0", "promote 91", "set 130", "promote 233", "set 260");
        assertThat(config(champion).rDrop().alpha()).isEqualTo(2);
        assertThat(config(last(undisturbed, CHALLENGER)).pool().companions()).isFalse();
        assertThat(difference(champion)).isEmpty();
        List<SnapshotContent> disturbed = runByPeriods(config, script, Set.of(100, 150, 300));
        for (String key : List.of("de", CHALLENGER)) {
            assertThat(last(disturbed, key).manifest().stateSha256())
                    .isEqualTo(last(undisturbed, key).manifest().stateSha256());
        }
    }

    private static JobConfig config(SnapshotContent version) {
        return JobConfigs.parseStored(
                new String(version.files().get(SnapshotWriter.CONFIG), StandardCharsets.UTF_8),
                "config.yaml",
                List.of());
    }

    /** A version and a checkpoint after each 50 records, but the last; what a process did since it is lost with it. */
    private List<SnapshotContent> runByPeriods(JobConfig config, Map<Integer, Command> script, Set<Integer> deaths)
            throws Exception {
        Harness harness = Harness.at(config, null);
        try {
            for (int from = 0; from < LENGTH; from += 50) {
                int to = from + 50;
                harness.feed("de", from, to, script);
                if (to == LENGTH) {
                    continue;
                }
                harness.prepareSnapshotPreBarrier(to);
                OperatorSubtaskState state = harness.snapshot(to, 0);
                if (deaths.contains(to)) {
                    harness.feed("de", to, Math.min(LENGTH, to + 47), script);
                    harness.close();
                    harness = Harness.at(config, state);
                }
            }
            harness.end();
            return harness.side(LearnOperator.SNAPSHOTS);
        } finally {
            harness.close();
        }
    }

    @Test
    void stepReportsAreOfTheModelAlone() throws Exception {
        try (Harness harness = Harness.at(better(), null)) {
            harness.feed("de", 0, 40, Map.of());
            assertThat(harness.extractOutputValues())
                    .hasSize(10)
                    .extracting(StepReport::model)
                    .containsOnly("de");
        }
    }
}
