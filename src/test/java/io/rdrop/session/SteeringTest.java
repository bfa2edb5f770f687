package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.Commands;
import io.rdrop.control.Pause;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.state.ChunkMap;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What commands do to a model, and that it is the same wherever the process dies and when it is done again. */
class SteeringTest {
    private static final String MODEL = "de";

    /** Before which example each is sent. */
    private static Map<Integer, Command> script(ModelKind kind) {
        Commands commands = new Commands();
        Map<Integer, Command> script = new TreeMap<>();
        boolean hasMembers = kind.config().hasPool() && !kind.config().isWritten();
        String without = hasMembers ? leaving(kind).toString() : "";
        script.put(
                5,
                hasMembers ? commands.set(MODEL, "micro-batch.size", "5") : commands.set(MODEL, "r-drop.alpha", "0.5"));
        if (hasMembers) {
            script.put(10, commands.set(MODEL, "pool.without", without));
            script.put(13, commands.set(MODEL, "pool.adjusted", adjusted(kind)));
        } else {
            script.put(13, commands.set(MODEL, "model.updater.learning-rate", "0.003"));
            script.put(20, commands.set(MODEL, "micro-batch.size", "3"));
        }
        script.put(22, commands.pause(MODEL, false));
        script.put(25, commands.set(MODEL, "micro-batch.size", "4"));
        if (hasMembers) {
            script.put(28, commands.set(MODEL, "pool.companions", "false"));
        }
        script.put(31, commands.of(MODEL, "resume"));
        if (hasMembers) {
            script.put(33, commands.unset(MODEL, "pool.without"));
        }
        script.put(34, commands.of(MODEL, "reset"));
        script.put(38, commands.pause(MODEL, true));
        script.put(43, commands.of(MODEL, "resume"));
        if (hasMembers) {
            script.put(45, commands.set(MODEL, "pool.without", without));
        }
        script.put(47, commands.version(MODEL, "rollback", 1)); // which has all members
        script.put(50, commands.unset(MODEL, "micro-batch.size"));
        if (hasMembers) {
            script.put(52, commands.unset(MODEL, "pool.without", "pool.companions"));
        }
        return script;
    }

    /** Networks of the default set that are not the ones with R-Drop. */
    private static List<String> leaving(ModelKind kind) {
        return switch (kind) {
            case POOL -> List.of("adagrad-window", "rmsprop-window-norm", "rmsprop-lags", "norm");
            case NUMBER_POOL -> List.of("columns-window", "change-window", "change-plain");
            case TAGGING -> List.of("lstm-dropout", "linear");
            default -> List.of("hidden");
        };
    }

    private static String adjusted(ModelKind kind) {
        String name =
                switch (kind) {
                    case POOL -> "norm-r-drop";
                    case NUMBER_POOL -> "change-plain-r-drop";
                    case TAGGING -> "lstm-r-drop";
                    default -> "hidden-r-drop";
                };
        return "[{name: " + name + ", alpha: 0.5, learning-rate: 0.01}]";
    }

    @ParameterizedTest
    @EnumSource(
            names = {"TABLE", "HISTORY", "WIDE", "REGRESSION", "POOL", "NUMBER_POOL", "TEXT_POOL", "LANGUAGE", "TAGGING"
            })
    @MethodSource("io.rdrop.session.ModelKind#writing")
    void aRunThatDiesAgainAndAgainEndsWithTheBytesOfOneThatDoesNot(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        Map<Integer, Command> script = script(kind);

        Ended undisturbed = run(kind.config(), examples, script, Integer.MAX_VALUE, kept(kind));
        Ended disturbed = run(kind.config(), examples, script, kind == ModelKind.TABLE ? 3 : 7, kept(kind));

        assertThat(disturbed.content().manifest().stateSha256())
                .isEqualTo(undisturbed.content().manifest().stateSha256());
        assertThat(disturbed.content().manifest().trainedInAll())
                .isEqualTo(undisturbed.content().manifest().trainedInAll());
        assertThat(disturbed.content().files().get(ControlFile.NAME))
                .isEqualTo(undisturbed.content().files().get(ControlFile.NAME));
        assertThat(disturbed.content().manifest().commands())
                .isEqualTo(undisturbed.content().manifest().commands());
        assertThat(disturbed.reports()).hasSameSizeAs(undisturbed.reports());
        for (int i = 0; i < disturbed.reports().size(); i++) {
            assertThat(disturbed.reports().get(i).commands())
                    .isEqualTo(undisturbed.reports().get(i).commands());
            assertThat(disturbed.reports().get(i).cumulative())
                    .isEqualTo(undisturbed.reports().get(i).cumulative());
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"TABLE", "HISTORY", "WIDE", "REGRESSION", "POOL", "NUMBER_POOL", "TEXT_POOL", "LANGUAGE", "TAGGING"
            })
    @MethodSource("io.rdrop.session.ModelKind#writing")
    void whatWasAskedIsAskedAgainWhereItTookEffectAndEndsWithTheSameBytes(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        Ended job = run(kind.config(), examples, script(kind), 7, kept(kind));
        ControlFile control = ControlFiles.of(job.content());
        assertThat(control.commands())
                .extracting(AppliedCommand::examples)
                .contains(5L, 22L, 25L, 31L, 34L, 38L, 43L, 47L, 50L);
        assertThat(control.passedOver()).isEqualTo(5);

        try (LocalRun again = new LocalRun(JobConfigs.parse(control.configuration(), "control.json", List.of()))) {
            for (Example example : examples) {
                for (AppliedCommand command : control.commands()) {
                    if (command.examples() == again.taken(MODEL)) {
                        again.control(MODEL, command.command(), outside(kept(kind)));
                    }
                }
                again.add(example);
            }
            again.finish();
            assertThat(again.learner(MODEL).stateSha256())
                    .isEqualTo(job.content().manifest().stateSha256());
        }
    }

    @Test
    void settingsTakeEffectBetweenTwoExamplesAndSayWhere() throws IOException {
        JobConfig config = ModelKind.TABLE.config();
        List<Example> examples = examples(ModelKind.TABLE);
        Commands commands = new Commands();
        try (ModelSession session = ModelSession.create(MODEL, config, 1)) {
            List<StepReport> reports = feed(session, examples.subList(0, 11));
            assertThat(reports).hasSize(1);
            Command set = commands.set(MODEL, "r-drop.alpha", "0.125");

            ModelSession.Answer answer = ask(session, set);

            assertThat(answer.acknowledgement().verdict()).isEqualTo("applied");
            assertThat(answer.acknowledgement().examples()).isEqualTo(11);
            assertThat(answer.acknowledgement().step()).isEqualTo(1);
            assertThat(answer.acknowledgement().after()).isEqualTo("t-0@10");
            reports.addAll(feed(session, examples.subList(11, 24)));
            assertThat(reports.get(0).alpha()).isNotEqualTo(0.125);
            assertThat(reports).element(1).satisfies(report -> {
                assertThat(report.alpha()).isEqualTo(0.125);
                assertThat(report.commands()).containsExactly(new AppliedCommand(set, 11, 1, "t-0@10"));
            });
            assertThat(reports.get(2).commands()).isEmpty();
            SnapshotContent first = session.snapshot(0);
            assertThat(first.manifest().commands()).hasSize(1);
            feed(session, examples.subList(24, 40));
            SnapshotContent second = session.snapshot(0);
            assertThat(second.manifest().commands()).isEmpty();
            assertThat(ControlFiles.of(second).commands()).hasSize(1);
        }
    }

    @Test
    void whatCannotBeDoneIsRefusedWithASentenceAndChangesNothing() throws IOException {
        List<Example> examples = examples(ModelKind.TABLE);
        String expected = run(ModelKind.TABLE.config(), examples, Map.of(), Integer.MAX_VALUE)
                .content()
                .manifest()
                .stateSha256();
        Commands commands = new Commands();
        try (ModelSession session = ModelSession.create(MODEL, ModelKind.TABLE.config(), 1)) {
            feed(session, examples.subList(0, 11));
            assertThat(refused(session, commands.set(MODEL, "r-drop.alpa", "1")))
                    .startsWith("unknown key r-drop.alpa in the command; did you mean r-drop.alpha?");
            assertThat(refused(session, commands.set(MODEL, "r-drop.alpha", "-1")))
                    .contains("alpha must be");
            assertThat(refused(session, commands.set(MODEL, "model.hidden", "[9]")))
                    .startsWith("model.hidden[0], model.hidden[1] cannot be changed while the job runs");
            assertThat(refused(session, commands.set(MODEL, "model.engine", "dl4j")))
                    .startsWith("model.engine cannot be changed while the job runs");
            assertThat(refused(session, commands.set(MODEL, "topics.models", "x")))
                    .startsWith("topics.models cannot be changed while the job runs");
            assertThat(refused(session, commands.of(MODEL, "resume"))).isEqualTo("it is not paused");
            feed(session, examples.subList(11, 60));
            session.flush();
            assertThat(session.snapshot(0).manifest().stateSha256()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POOL", "NUMBER_POOL", "TEXT_POOL", "LANGUAGE", "TAGGING"})
    void ratesAndWeightsOfAPoolsMembersChangeWhileItRuns(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        Commands commands = new Commands();
        String plain = run(kind.config(), examples, Map.of(), Integer.MAX_VALUE)
                .content()
                .manifest()
                .stateSha256();
        try (ModelSession session = ModelSession.create(MODEL, kind.config(), 1)) {
            feed(session, examples.subList(0, 16));
            assertThat(verdict(session, commands.set(MODEL, "pool.adjusted", adjusted(kind))))
                    .isEqualTo("applied");
            List<StepReport> reports = feed(session, examples.subList(16, 60));
            assertThat(reports).isNotEmpty().allSatisfy(report -> {
                assertThat(report.alpha()).isEqualTo(0.5);
                assertThat(report.learningRate()).isEqualTo(0.01);
            });
            session.flush();
            assertThat(session.snapshot(0).manifest().stateSha256()).isNotEqualTo(plain);
            assertThat(refused(session, commands.set(MODEL, "pool.adjusted", "[{name: norn, alpha: 1}]")))
                    .contains("did you mean");
            assertThat(refused(session, commands.set(MODEL, "pool.without", "[norn]")))
                    .startsWith("pool.without must name networks of the default set")
                    .contains("but names norn; did you mean");
            assertThat(refused(session, commands.set(MODEL, "r-drop.alpha", "3")))
                    .contains("r-drop.alpha is for one network under model");
        }
    }

    /** What a network that left had learned is in no part of the state; one that comes back knows nothing. */
    @ParameterizedTest
    @EnumSource(names = {"POOL", "NUMBER_POOL", "TEXT_POOL", "LANGUAGE", "TAGGING"})
    void membersThatLeaveAreGoneAndThoseThatComeBeginAnew(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        List<String> leaving = leaving(kind);
        Commands commands = new Commands();
        try (ModelSession session = ModelSession.create(MODEL, kind.config(), 1)) {
            feed(session, examples.subList(0, 16));
            long before = size(session);
            StepReport all = session.flush();
            assertThat(all == null ? leaving : names(all)).containsAll(leaving);

            assertThat(verdict(session, commands.set(MODEL, "pool.without", leaving.toString())))
                    .isEqualTo("applied");

            assertThat(size(session)).isLessThan(before);
            ChunkMap chunks = new ChunkMap();
            session.save(new StateParts(chunks, 1_000));
            String stored = new String(chunks.bytes(), StandardCharsets.ISO_8859_1);
            assertThat(leaving)
                    .allSatisfy(name ->
                            assertThat(stored).contains("pool-audit/0").doesNotContain("pool-member-" + name + "/"));
            StepReport without = feed(session, examples.subList(16, 32)).get(1);
            assertThat(names(without)).isNotEmpty().doesNotContainAnyElementsOf(leaving);

            assertThat(verdict(session, commands.unset(MODEL, "pool.without"))).isEqualTo("applied");
            StepReport again = feed(session, examples.subList(32, 40)).get(0);
            assertThat(names(again))
                    .containsAll(leaving)
                    .hasSizeGreaterThan(names(without).size());
            assertThat(again.trained()).isEqualTo(40);
            assertThat(again.cumulative().examples()).isGreaterThanOrEqualTo(32);
        }
    }

    /** At a restart members change as they do by a command: the same bytes from there on. */
    @ParameterizedTest
    @EnumSource(names = {"POOL", "NUMBER_POOL", "TEXT_POOL", "LANGUAGE", "TAGGING"})
    void aRestartWithOtherMembersGoesOnAsAfterACommand(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        JobConfig fewer = JobConfigs.with(
                kind.config(), List.of("pool.without=" + leaving(kind), "pool.companions=false", "pool.rates=2"));
        Commands commands = new Commands();
        try (ModelSession asked = ModelSession.create(MODEL, kind.config(), 1);
                ModelSession first = ModelSession.create(MODEL, kind.config(), 1)) {
            feed(asked, examples.subList(0, 20));
            feed(first, examples.subList(0, 20));
            Map<String, String> settings =
                    Map.of("pool.without", leaving(kind).toString(), "pool.companions", "false", "pool.rates", "2");
            assertThat(verdict(asked, commands.set(MODEL, settings))).isEqualTo("applied");
            feed(asked, examples.subList(20, 40));
            try (ModelSession restarted = restarted(first, fewer)) {
                feed(restarted, examples.subList(20, 40));
                assertThat(restarted.snapshot(0).manifest().stateSha256())
                        .isEqualTo(asked.snapshot(0).manifest().stateSha256());
                try (ModelSession back = restarted(restarted, kind.config())) {
                    ask(asked, commands.unset(MODEL, "pool.without", "pool.companions", "pool.rates"));
                    feed(asked, examples.subList(40, 60));
                    feed(back, examples.subList(40, 60));
                    assertThat(back.snapshot(0).manifest().stateSha256())
                            .isEqualTo(asked.snapshot(0).manifest().stateSha256());
                }
            }
        }
    }

    @Test
    void membersOfOnesOwnChangeWhileAPoolRuns() throws IOException {
        List<Example> examples = examples(ModelKind.POOL);
        JobConfig config = JobConfigs.with(
                ModelKind.POOL.config(),
                List.of("pool.members=[{name: plain, hidden: 8}, {name: twin, hidden: 8, dropout: 0.1, alpha: 1}]"));
        Commands commands = new Commands();
        try (ModelSession session = ModelSession.create(MODEL, config, 1)) {
            feed(session, examples.subList(0, 16));
            assertThat(verdict(
                            session,
                            commands.set(
                                    MODEL,
                                    "pool.members",
                                    "[{name: again, hidden: 8, replay: reservoir, replays: 1, history-labels: 3},"
                                            + " {name: twin, hidden: 8, dropout: 0.2, alpha: 3}]")))
                    .isEqualTo("applied");
            StepReport report = feed(session, examples.subList(16, 24)).get(0);
            assertThat(names(report)).startsWith("again", "twin").doesNotContain("plain");
            assertThat(report.alpha()).isEqualTo(3);
            assertThat(report.memory().replayExamples()).isEqualTo(8);
            assertThat(refused(session, commands.set(MODEL, "pool.members", "[{name: a}, {name: a}]")))
                    .contains("members must have distinct names but a is given twice");
            assertThat(refused(session, commands.set(MODEL, "pool.without", "[norm]")))
                    .contains("without is about the default set of members");
        }
    }

    /** What a network has learned does not depend on its passes: it goes on, beside the same members or others. */
    @ParameterizedTest
    @EnumSource(names = {"TEXT_POOL", "LANGUAGE", "TAGGING"})
    void aMemberWhosePassesChangeGoesOn(ModelKind kind) throws IOException {
        String name = adjusted(kind).replaceAll(".*name: ([^,]*),.*", "$1");
        String passes = "[{name: " + name + ", passes: 4, every: 2, dropout-rates: [0.1, 0.2, 0.3, 0.4]}]";
        List<Example> examples = examples(kind);
        for (Map<String, String> settings : List.of(
                Map.of("pool.adjusted", passes),
                Map.of(
                        "pool.adjusted",
                        passes,
                        "pool.without",
                        leaving(kind).toString(),
                        "pool.companions",
                        "false"))) {
            Commands commands = new Commands();
            try (ModelSession asked = ModelSession.create(MODEL, kind.config(), 1);
                    ModelSession usual = ModelSession.create(MODEL, kind.config(), 1)) {
                feed(asked, examples.subList(0, 24));
                feed(usual, examples.subList(0, 24));
                byte[] known = member(asked, name);
                assertThat(verdict(asked, commands.set(MODEL, settings))).isEqualTo("applied");
                assertThat(member(asked, name)).isEqualTo(known);

                try (ModelSession restarted = restarted(asked, kind.config())) {
                    feed(asked, examples.subList(24, 48));
                    feed(restarted, examples.subList(24, 48));
                    feed(usual, examples.subList(24, 48));
                    assertThat(member(asked, name))
                            .isEqualTo(member(restarted, name))
                            .isNotEqualTo(known)
                            .isNotEqualTo(member(usual, name));
                    byte[] after = member(asked, name);
                    assertThat(verdict(
                                    asked,
                                    commands.unset(MODEL, settings.keySet().toArray(String[]::new))))
                            .isEqualTo("applied");
                    assertThat(member(asked, name)).isEqualTo(after);
                }
            }
        }
    }

    /** The part of the state that is a member's. */
    private static byte[] member(ModelSession session, String name) throws IOException {
        ChunkMap chunks = new ChunkMap();
        session.save(new StateParts(chunks, StateParts.CHUNK_BYTES));
        return Objects.requireNonNull(chunks.get("pool-member-" + name + "/0"));
    }

    private static ModelSession restarted(ModelSession session, JobConfig config) throws IOException {
        StateParts state = new StateParts(new ChunkMap(), 1_000);
        session.save(state);
        return ModelSession.restore(MODEL, config, state, 1, 0);
    }

    private static long size(ModelSession session) throws IOException {
        return session.save(new StateParts(new ChunkMap(), 1_000));
    }

    private static List<String> names(StepReport report) {
        return Objects.requireNonNull(report.pool()).members().stream()
                .map(StepReport.Member::name)
                .toList();
    }

    /** What is learned after a reset is what a new model learns; counts, steps and scores go on. */
    @ParameterizedTest
    @EnumSource(names = {"TABLE", "HISTORY", "REGRESSION", "POOL", "NUMBER_POOL", "TEXT_POOL", "LANGUAGE", "TAGGING"})
    @MethodSource("io.rdrop.session.ModelKind#writing")
    void aResetModelLearnsAsANewOneAndGoesOnCounting(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        try (ModelSession reset = ModelSession.create(MODEL, kind.config(), 1);
                ModelSession fresh = ModelSession.create(MODEL, kind.config(), 1)) {
            feed(reset, examples.subList(0, 16));
            StepReport before = reset.flush();
            long steps = reset.step();
            assertThat(verdict(reset, new Commands().of(MODEL, "reset"))).isEqualTo("applied");
            assertThat(before == null || before.step() == steps).isTrue();
            assertThat(reset.hasUnsavedSteps()).isTrue();
            feed(reset, examples.subList(16, 48));
            reset.flush();
            feed(fresh, examples.subList(16, 48));
            fresh.flush();

            SnapshotContent after = reset.snapshot(0);
            SnapshotContent anew = fresh.snapshot(0);
            assertThat(after.manifest().stateSha256()).isEqualTo(anew.manifest().stateSha256());
            assertThat(after.manifest().step())
                    .isEqualTo(steps + anew.manifest().step());
            assertThat(after.manifest().examples()).isEqualTo(48);
            assertThat(after.manifest().prequential().cumulative().examples())
                    .isGreaterThan(anew.manifest().prequential().cumulative().examples());
        }
    }

    /** What is learned after going back is what the version's own session would have learned. */
    @ParameterizedTest
    @EnumSource(names = {"TABLE", "HISTORY", "REGRESSION", "POOL", "NUMBER_POOL", "TEXT_POOL", "LANGUAGE", "TAGGING"})
    @MethodSource("io.rdrop.session.ModelKind#writing")
    void aModelThatGoesBackLearnsOnFromTheVersion(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        try (ModelSession back = ModelSession.create(MODEL, kind.config(), 1);
                ModelSession straight = ModelSession.create(MODEL, kind.config(), 1)) {
            feed(straight, examples.subList(0, 16));
            straight.flush();
            feed(straight, examples.subList(40, 60));
            straight.flush();
            feed(back, examples.subList(0, 40));
            back.flush();
            Command rollback = new Commands().version(MODEL, "rollback", 1);
            assertThat(back.control(rollback, 0, outside(kept(kind)))
                            .acknowledgement()
                            .reason())
                    .isNull();
            feed(back, examples.subList(40, 60));
            back.flush();

            assertThat(back.snapshot(0).manifest().stateSha256())
                    .isEqualTo(straight.snapshot(0).manifest().stateSha256());
        }
    }

    /** What gives way is a command, too: the same bytes, wherever the process dies, and when it is done again. */
    @ParameterizedTest
    @EnumSource(names = {"TABLE", "POOL", "TEXT_POOL"})
    void whatGivesWayIsRepeatedToTheByte(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        SnapshotContent undisturbed = relieved(kind, examples, Integer.MAX_VALUE);
        SnapshotContent disturbed = relieved(kind, examples, 3);
        assertThat(disturbed.manifest().stateSha256())
                .isEqualTo(undisturbed.manifest().stateSha256())
                .isNotEqualTo(run(kind.config(), examples, Map.of(), Integer.MAX_VALUE)
                        .content()
                        .manifest()
                        .stateSha256());

        ControlFile control = ControlFiles.of(disturbed);
        assertThat(control.commands())
                .extracting(command -> command.command().by())
                .containsOnly("lag");
        try (LocalRun again = new LocalRun(JobConfigs.parse(control.configuration(), "control.json", List.of()))) {
            for (Example example : examples) {
                for (AppliedCommand command : control.commands()) {
                    if (command.examples() == again.taken(MODEL)) {
                        again.control(MODEL, command.command(), outside(null));
                    }
                }
                again.add(example);
            }
            again.finish();
            assertThat(again.learner(MODEL).stateSha256())
                    .isEqualTo(undisturbed.manifest().stateSha256());
        }
    }

    private static SnapshotContent relieved(ModelKind kind, List<Example> examples, int dies) throws IOException {
        ModelSession session = ModelSession.create(MODEL, kind.config(), 1);
        try {
            int most = session.mostRelief();
            assertThat(most).isPositive();
            Map<Integer, Integer> levels = new TreeMap<>(Map.of(11, 1, 24, most, 40, 0, 50, 1));
            for (int i = 0; i < examples.size(); i++) {
                Integer level = levels.get(i);
                if (level != null && level != session.relieved()) {
                    assertThat(verdict(session, session.relieve(level, i))).isEqualTo("applied");
                    assertThat(session.relieved()).isEqualTo(level);
                }
                feed(session, examples.subList(i, i + 1));
                if ((i + 1) % dies == 0) {
                    StateParts state = new StateParts(new ChunkMap(), 1_000);
                    session.save(state);
                    session.close();
                    session = ModelSession.restore(MODEL, kind.config(), state, 1, 0);
                }
            }
            session.flush();
            return session.snapshot(0);
        } finally {
            session.close();
        }
    }

    @Test
    void aVersionWithoutItsStateMovesOnlyLatestAndOneOfAnotherNetworkIsRefused() throws IOException {
        List<Example> examples = examples(ModelKind.TABLE);
        Commands commands = new Commands();
        try (ModelSession session = ModelSession.create(MODEL, ModelKind.TABLE.config(), 1)) {
            feed(session, examples.subList(0, 16));
            ModelSession.Answer without = session.control(commands.version(MODEL, "rollback", 1), 0, outside(null));
            assertThat(without.acknowledgement().verdict()).isEqualTo("applied");
            assertThat(without.acknowledgement().reason()).contains("registry.keep-state");

            ModelSession.Answer other =
                    session.control(commands.version(MODEL, "rollback", 1), 0, outside(kept(ModelKind.WIDE)));
            assertThat(other.acknowledgement().verdict()).isEqualTo("refused");
            assertThat(other.acknowledgement().reason()).contains("was trained under another configuration");

            KeptState sound = kept(ModelKind.TABLE);
            byte[] damaged = sound.file().clone();
            damaged[damaged.length / 2] ^= 1;
            ModelSession.Answer refused = session.control(
                    commands.version(MODEL, "rollback", 1),
                    0,
                    outside(new KeptState(sound.name(), sound.config(), damaged)));
            assertThat(refused.acknowledgement().verdict()).isEqualTo("refused");
            assertThat(refused.acknowledgement().reason()).contains("state.bin of version 1");
        }
    }

    @Test
    void commandsThatComeTwiceOrLateDoNothing() throws IOException {
        Commands commands = new Commands(2);
        Command first = commands.set(MODEL, "r-drop.alpha", "3");
        Command second = commands.set(MODEL, "r-drop.alpha", "4");
        Command third = commands.set(MODEL, "r-drop.alpha", "5");
        try (ModelSession session = ModelSession.create(MODEL, ModelKind.TABLE.config(), 1)) {
            assertThat(verdict(session, first)).isEqualTo("applied");
            assertThat(verdict(session, third)).isEqualTo("applied");
            assertThat(verdict(session, third)).isEqualTo("duplicate");
            assertThat(verdict(session, second)).isEqualTo("out-of-order");
            assertThat(verdict(session, new Commands(1).pause(MODEL, false))).isEqualTo("older-epoch");
            assertThat(session.commands().settings()).containsExactly(Map.entry("r-drop.alpha", "5"));
            assertThat(session.commands().pause()).isEqualTo(Pause.NONE);
        }
    }

    @Test
    void aPauseThatLetsRecordsWaitLosesNothing() throws IOException {
        List<Example> examples = examples(ModelKind.TABLE);
        Commands commands = new Commands();
        Ended never = run(ModelKind.TABLE.config(), examples, Map.of(), Integer.MAX_VALUE);
        Ended paused = run(
                ModelKind.TABLE.config(),
                examples,
                new TreeMap<>(Map.of(3, commands.pause(MODEL, false), 55, commands.of(MODEL, "resume"))),
                Integer.MAX_VALUE);

        assertThat(paused.content().manifest().stateSha256())
                .isEqualTo(never.content().manifest().stateSha256());
        assertThat(paused.content().manifest().trainedInAll())
                .isEqualTo(never.content().manifest().trainedInAll());
        try (ModelSession session = ModelSession.create(MODEL, ModelKind.TABLE.config(), 1)) {
            ask(session, new Commands().pause(MODEL, false));
            assertThat(feed(session, examples)).isEmpty();
            assertThat(session.flush()).isNull();
            assertThat(session.closeIfDue(Long.MAX_VALUE)).isNull();
            assertThat(session.waiting()).isEqualTo(60);
            assertThat(session.isLastAwaited()).isFalse();
            assertThat(session.deadlineMs()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TABLE", "REGRESSION", "POOL", "NUMBER_POOL", "TEXT_POOL", "LANGUAGE", "TAGGING"})
    @MethodSource("io.rdrop.session.ModelKind#writing")
    void aPauseThatPredictsScoresEveryRecordAndLearnsNone(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        Commands commands = new Commands();
        try (ModelSession session = ModelSession.create(MODEL, kind.config(), 1)) {
            feed(session, examples.subList(0, 16));
            ask(session, commands.pause(MODEL, true));
            long scored =
                    session.snapshot(0).manifest().prequential().cumulative().examples();

            assertThat(feed(session, examples.subList(16, 40))).isEmpty();

            assertThat(session.waiting()).isZero();
            assertThat(session.commands().passedOver()).isEqualTo(24);
            assertThat(session.hasUnsavedSteps()).isFalse();
            ask(session, commands.of(MODEL, "resume"));
            feed(session, examples.subList(40, 48));
            SnapshotContent after = session.snapshot(0);
            assertThat(after.manifest().prequential().cumulative().examples()).isGreaterThanOrEqualTo(scored + 32);
            assertThat(after.manifest().examples()).isEqualTo(24);
            assertThat(after.manifest().trainedInAll().get(0).count())
                    .as("records that are accounted for")
                    .isEqualTo(48);
        }
    }

    /** What was frozen stays: a paused session has the learner's bytes of before, whatever it predicts. */
    @ParameterizedTest
    @EnumSource(names = {"TABLE", "HISTORY", "POOL"})
    @MethodSource("io.rdrop.session.ModelKind#writing")
    void weightsAreFrozenWhilePaused(ModelKind kind) throws IOException {
        List<Example> examples = examples(kind);
        Commands commands = new Commands();
        try (ModelSession frozen = ModelSession.create(MODEL, kind.config(), 1);
                ModelSession stopped = ModelSession.create(MODEL, kind.config(), 1)) {
            feed(frozen, examples.subList(0, 16));
            feed(stopped, examples.subList(0, 16));
            ask(frozen, commands.pause(MODEL, true));
            feed(frozen, examples.subList(16, 40));

            assertThat(frozen.snapshot(0).manifest().stateSha256())
                    .isEqualTo(stopped.snapshot(0).manifest().stateSha256());
        }
    }

    private record Ended(SnapshotContent content, List<StepReport> reports) {}

    /** @param dies after so many examples it is saved and restored, again and again */
    private static Ended run(JobConfig config, List<Example> examples, Map<Integer, Command> script, int dies)
            throws IOException {
        return run(config, examples, script, dies, null);
    }

    private static Ended run(
            JobConfig config, List<Example> examples, Map<Integer, Command> script, int dies, @Nullable KeptState kept)
            throws IOException {
        List<StepReport> reports = new ArrayList<>();
        ModelSession session = ModelSession.create(MODEL, config, 1);
        try {
            for (int i = 0; i < examples.size(); i++) {
                Command command = script.get(i);
                if (command != null) {
                    ModelSession.Answer answer = session.control(command, 0, outside(kept));
                    assertThat(answer.acknowledgement().reason()).isNull();
                    answer.steps().forEach(step -> reports.add(step.report()));
                }
                reports.addAll(feed(session, examples.subList(i, i + 1)));
                if ((i + 1) % dies == 0) {
                    StateParts state = new StateParts(new ChunkMap(), 1_000);
                    session.save(state);
                    session.close();
                    session = ModelSession.restore(MODEL, config, state, 1, 0);
                }
            }
            StepReport last = session.flush();
            if (last != null) {
                reports.add(last);
            }
            return new Ended(session.snapshot(0), reports);
        } finally {
            session.close();
        }
    }

    private static List<StepReport> feed(ModelSession session, List<Example> examples) {
        List<StepReport> reports = new ArrayList<>();
        for (Example example : examples) {
            StepReport report = session.add(example, 0);
            if (report != null) {
                reports.add(report);
            }
        }
        return reports;
    }

    private static ModelSession.Answer ask(ModelSession session, Command command) {
        return session.control(command, 0, outside -> {
            throw new IOException("nothing is outside of a test");
        });
    }

    /** Its versions are the one that is kept, if any. */
    private static CommandAction outside(@Nullable KeptState kept) {
        return new CommandAction() {
            @Override
            public void act(Command command) {
                // `latest` is nobody's in a test
            }

            @Override
            public @Nullable KeptState kept(long version) {
                return kept;
            }
        };
    }

    /** A version's training state after 16 examples. */
    private static KeptState kept(ModelKind kind) throws IOException {
        JobConfig config = JobConfigs.with(kind.config(), List.of("registry.keep-state=true"));
        try (ModelSession session = ModelSession.create(MODEL, config, 1)) {
            feed(session, examples(kind).subList(0, 16));
            session.flush();
            byte[] file = Objects.requireNonNull(session.snapshot(0).files().get(KeptState.FILE));
            return new KeptState("version 1 of model " + MODEL, config, file);
        }
    }

    private static String verdict(ModelSession session, Command command) {
        return ask(session, command).acknowledgement().verdict();
    }

    private static String refused(ModelSession session, Command command) {
        ModelSession.Answer answer = ask(session, command);
        assertThat(answer.acknowledgement().verdict()).isEqualTo("refused");
        return String.valueOf(answer.acknowledgement().reason());
    }

    private static List<Example> examples(ModelKind kind) {
        List<Example> examples = new ArrayList<>();
        for (Example example : kind.examples()) {
            examples.add(new Example(
                    new SourcePosition("t", 0, examples.size(), 1_000),
                    example.id(),
                    MODEL,
                    example.timeMs(),
                    example.features(),
                    example.target()));
        }
        return examples;
    }
}
