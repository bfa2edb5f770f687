package io.rdrop.tools.chaos;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What a run's models are asked while they are disturbed. */
final class ChaosCommands {
    private static final String BY = "chaos";
    /** One in so many is for all models. */
    private static final int FOR_ALL = 5;

    private final List<Command> commands = new ArrayList<>();
    private final SplittableRandom random;
    private final boolean hasPool;

    private ChaosCommands(boolean hasPool, long seed) {
        this.hasPool = hasPool;
        random = new SplittableRandom(seed);
    }

    /**
     * Draws so many, in the order of sending: settings that change and change back, versions, models that begin anew,
     * and pauses, each of which the next command ends. Where models have challengers, each is promoted in the middle of
     * them, beyond the number: a version of the challenger is to be named when it is sent.
     */
    static List<Command> of(JobConfig job, long seed, int count) {
        ChaosCommands drawn = new ChaosCommands(job.hasPool(), seed);
        if (job.challenger().isWanted()) {
            drawn.drawTo(count / 2, count);
            ChaosInput.MODELS.forEach(model -> drawn.add(model, "promote", Map.of(), List.of()));
            drawn.drawTo(count + ChaosInput.MODELS.size(), count + ChaosInput.MODELS.size());
        } else {
            drawn.drawTo(count, count);
        }
        return List.copyOf(drawn.commands);
    }

    private void drawTo(int enough, int most) {
        while (commands.size() < enough) {
            draw(most - commands.size());
        }
    }

    private void draw(int left) {
        String model = ChaosInput.MODELS.get(random.nextInt(ChaosInput.MODELS.size()));
        String anyModel = random.nextInt(FOR_ALL) == 0 ? Command.ALL : model;
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> add(anyModel, "set", weight(), List.of());
            case 3 -> add(anyModel, "set", rate(), List.of());
            case 4 -> add(anyModel, "set", Map.of(), List.copyOf(weight().keySet()));
            case 5 -> add(anyModel, "snapshot", Map.of(), List.of());
            case 6 -> add(model, "reset", Map.of(), List.of());
            default -> {
                if (left > 1) {
                    add(model, "pause", Map.of(), List.of());
                    add(model, "resume", Map.of(), List.of());
                }
            }
        }
    }

    private Map<String, String> weight() {
        return hasPool
                ? Map.of("pool.rates", List.of("0.5", "1", "2").get(random.nextInt(3)))
                : Map.of("r-drop.alpha", List.of("0.5", "2", "5").get(random.nextInt(3)));
    }

    private Map<String, String> rate() {
        return hasPool
                ? weight()
                : Map.of(
                        "model.updater.learning-rate",
                        List.of("0.001", "0.002", "0.004").get(random.nextInt(3)));
    }

    private void add(String model, String action, Map<String, String> settings, List<String> unset) {
        int number = commands.size() + 1;
        commands.add(new Command("chaos-" + number, 0, number, model, action, BY, 0, settings, unset, 0, false));
    }
}
