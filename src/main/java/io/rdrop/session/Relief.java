package io.rdrop.session;

import io.rdrop.config.JobConfig;
import io.rdrop.control.CommandLog;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.learn.Learner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What gives way when examples come faster than they are learned, level by level: of one network R-Drop's k, then
 * updates on earlier examples; of a pool, members. Each level is a command that the job gives itself, so that it is
 * logged and repeated as all others are.
 *
 * @param levels settings of levels 1, 2, ...; those of level 0 are as configured
 */
public record Relief(List<Map<String, String>> levels) {
    /** Who gives the job's own commands. */
    static final String BY = "lag";

    private static final String PREFIX = Command.OWN + "lag-";
    private static final int EVERY = 5;

    /** What a model can do without. */
    static Relief of(JobConfig config, Learner learner) {
        List<Map<String, String>> levels = new ArrayList<>();
        Map<String, String> all = new LinkedHashMap<>();
        List<String> resting = new ArrayList<>(config.pool().resting());
        for (List<String> level : learner.relief()) {
            resting.addAll(level);
            all.put("pool.resting", new TreeSet<>(resting).toString());
            levels.add(Map.copyOf(all));
        }
        if (!config.hasPool()) {
            if (config.rDrop().alpha() > 0 && config.rDrop().every() < EVERY) {
                all.put("r-drop.every", String.valueOf(EVERY));
                levels.add(Map.copyOf(all));
            }
            if (config.replay().updatesPerBatch() > 1) {
                all.put("replay.updates-per-batch", "1");
                levels.add(Map.copyOf(all));
            }
        }
        return new Relief(List.copyOf(levels));
    }

    /** The level that a model is at, told by what it was asked. */
    static int level(CommandLog log) {
        int level = 0;
        for (AppliedCommand applied : log.applied()) {
            String id = applied.command().id();
            if (id.startsWith(PREFIX)) {
                level = Integer.parseInt(id.substring(PREFIX.length(), id.indexOf('-', PREFIX.length())));
            }
        }
        return level;
    }

    /** The command that takes a model to a level: an own one, which comes in no order. */
    Command command(String model, int level, CommandLog log, long nowMs) {
        TreeSet<String> keys = new TreeSet<>();
        levels.forEach(settings -> keys.addAll(settings.keySet()));
        Map<String, String> settings = level == 0 ? Map.of() : levels.get(level - 1);
        keys.removeAll(settings.keySet());
        return new Command(
                PREFIX + level + "-" + nowMs,
                Math.max(0, log.order().epoch()),
                0,
                model,
                Command.Action.SET.code(),
                BY,
                nowMs,
                settings,
                List.copyOf(keys),
                0,
                false);
    }
}
