package io.rdrop.tools.chaos;

import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.processes.Leftovers;
import io.rdrop.tools.processes.Poll;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records are scored exactly once while TaskManager (scorer and trainer), broker and JobManager are killed in turn.
 *
 * @param folder empty; everything goes there
 * @param records in all
 * @param kills at least 1, between the first and the last record
 * @param perSecond records; half as many examples are learned beside
 * @param recomputed answers that are computed again
 * @param progress told what happens
 */
public record ScoringChaos(
        Path folder, int records, int kills, double perSecond, int recomputed, Consumer<String> progress) {
    private static final List<KilledJobs.Victim> VICTIMS = List.of(KilledJobs.Victim.values());
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration OFTEN = Duration.ofMillis(20);
    /** Longer than a checkpoint: whatever would be committed twice is. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /**
     * What came of it.
     *
     * @param versions that have answered
     * @param recomputed answers, to the bit unless a problem says otherwise
     * @param problems of exactly once, of bits, and of what was left behind
     */
    public record Result(int answered, int versions, int recomputed, List<String> problems) {}

    /**
     * Runs to the end.
     *
     * @throws IOException if it does not come to one: a job does not come back, or answers do not come
     */
    public Result run() throws IOException, InterruptedException {
        int part = records / (kills + 1);
        Path models = folder.resolve("models");
        AnswerCheck check = new AnswerCheck(Math.max(1, records / recomputed));
        try (KilledJobs jobs = new KilledJobs(folder)) {
            jobs.start(yaml(jobs.bootstrap(), models));
            progress.accept("both jobs run");
            try (PacedRecords sent = new PacedRecords(jobs.bootstrap(), perSecond);
                    CommittedAnswers answers = new CommittedAnswers(jobs.bootstrap(), check)) {
                for (int kill = 0; kill < kills; kill++) {
                    int middle = kill * part + part / 2;
                    sent.allow((kill + 1) * part);
                    await("record " + middle, () -> sent.sent() >= middle || answers.count() < 0);
                    int before = answers.count();
                    KilledJobs.Victim victim = VICTIMS.get(kill % VICTIMS.size());
                    jobs.kill(victim);
                    await("answers after kill " + (kill + 1), () -> answers.count() > before);
                    progress.accept((kill + 1) + "/" + kills + "  " + victim + "  " + answers.count()
                            + " records answered by " + check.versions() + " versions");
                }
                sent.allow(records);
                await("the last answers", () -> answers.count() == records && sent.sent() == records);
                jobs.stop();
                Poll.until(QUIET, OFTEN, () -> answers.count() > records);
            }
        }
        check.requireAll(records);
        check.recompute(new ModelRegistry(new LocalRegistryStorage(models), Clock.systemUTC()), PacedRecords::record);
        List<String> problems = new ArrayList<>(check.problems());
        Leftovers.of(folder.toString(), List.of()).forEach(left -> problems.add("left behind: " + left));
        return new Result(check.count(), check.versions(), check.sampled(), problems);
    }

    static String yaml(String bootstrap, Path models) {
        return """
                name: scored
                kafka: {bootstrap: "%s"}
                features: [{name: x}, {name: y}, {name: colour, type: categorical}]
                label: {classes: ["below", "above"]}
                registry: {directory: "%s", interval: 0s, keep: 1000000}
                checkpoint: {interval: 1s}
                scoring: {delivery: exactly-once, poll: 100ms}
                metrics: {enabled: false}
                """.formatted(bootstrap, models);
    }

    private static void await(String what, Poll.Condition condition) throws IOException, InterruptedException {
        if (!Poll.until(PATIENCE, OFTEN, condition)) {
            throw new IOException("still waiting for " + what + " after " + PATIENCE.toMinutes() + " minutes");
        }
    }
}
