package io.rdrop.tools.chaos;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.config.JobConfig;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Example;
import io.rdrop.example.StepReport;
import io.rdrop.learn.Learner;
import io.rdrop.session.LocalRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same records learned in one loop, without Kafka, Flink and disturbances: every model's states after every
 * micro-batch.
 *
 * @param models by key, challengers among them
 * @param rejected records that nobody can learn from
 */
record Undisturbed(Map<String, Course> models, long rejected) {
    /**
     * How a model went: states by the step at the end of a micro-batch (of a steered model there may be several: a
     * command changes the state between two steps), the last such step, examples trained on, and how often it was taken
     * back.
     */
    record Course(Map<Long, List<String>> statesByStep, long lastStep, long examples, long divergences) {
        /** The state after the last step. */
        String end() {
            List<String> states = statesByStep.getOrDefault(lastStep, List.of());
            return states.isEmpty() ? "" : states.get(states.size() - 1);
        }
    }

    Undisturbed {
        models = Map.copyOf(models);
    }

    /** Examples that the models have trained on; challengers learn the same ones. */
    long examples() {
        return models.entrySet().stream()
                .filter(model -> !ChallengerKey.isOne(model.getKey()))
                .mapToLong(model -> model.getValue().examples())
                .sum();
    }

    static Undisturbed of(JobConfig job, List<ChaosInput.Sent> records) {
        return of(job, records, Map.of());
    }

    /**
     * With what models were asked, at the places where it took effect.
     *
     * @param commands by model, in their order; those that let challengers begin, and change places, are their models'
     */
    static Undisturbed of(JobConfig job, List<ChaosInput.Sent> records, Map<String, List<AppliedCommand>> commands) {
        Map<String, Deque<AppliedCommand>> due = new HashMap<>();
        commands.forEach((model, asked) -> due.put(model, new ArrayDeque<>(asked)));
        Map<String, Map<Long, List<String>>> states = new TreeMap<>();
        try (LocalRun run = new LocalRun(job)) {
            for (ChaosInput.Sent record : records) {
                Example example = run.decode(record.value());
                if (example != null) {
                    ask(run, example.model(), due, states);
                    StepReport step = run.add(example);
                    if (step != null) {
                        note(run, step, states);
                    }
                    noteChallenger(run, example.model(), states);
                }
            }
            Map<String, Course> models = new TreeMap<>();
            for (String model : List.copyOf(run.models())) {
                ask(run, model, due, states);
            }
            for (String model : run.models()) {
                Learner learner = run.learner(model);
                models.put(
                        model,
                        new Course(
                                states.getOrDefault(model, Map.of()),
                                learner.step(),
                                learner.trained(),
                                learner.divergences()));
            }
            return new Undisturbed(models, run.rejected());
        }
    }

    private static void ask(
            LocalRun run,
            String model,
            Map<String, Deque<AppliedCommand>> due,
            Map<String, Map<Long, List<String>>> states) {
        Deque<AppliedCommand> commands = due.getOrDefault(model, new ArrayDeque<>());
        while (!commands.isEmpty() && commands.element().examples() <= run.taken(model)) {
            run.control(model, commands.remove().command(), outside -> {}).forEach(step -> note(run, step, states));
            noteChange(run, model, states);
            noteChange(run, ChallengerKey.of(model), states);
        }
    }

    /** A command may have changed what a step left. */
    private static void noteChange(LocalRun run, String key, Map<String, Map<Long, List<String>>> states) {
        List<String> ofStep = run.models().contains(key)
                ? states.computeIfAbsent(key, absent -> new TreeMap<>())
                        .get(run.learner(key).step())
                : null;
        if (ofStep != null) {
            ofStep.add(run.learner(key).stateSha256());
        }
    }

    /** Its steps are nobody's reports. */
    private static void noteChallenger(LocalRun run, String model, Map<String, Map<Long, List<String>>> states) {
        String key = ChallengerKey.of(model);
        if (run.models().contains(key)) {
            Learner challenger = run.learner(key);
            states.computeIfAbsent(key, absent -> new TreeMap<>())
                    .computeIfAbsent(challenger.step(), absent -> new ArrayList<>(List.of(challenger.stateSha256())));
        }
    }

    private static void note(LocalRun run, StepReport step, Map<String, Map<Long, List<String>>> states) {
        states.computeIfAbsent(step.model(), absent -> new TreeMap<>())
                .computeIfAbsent(step.step(), absent -> new ArrayList<>())
                .add(run.learner(step.model()).stateSha256());
    }
}
