package io.rdrop.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What watches for drift, and what a drift does. */
public record DriftConfig(
        @Setting(
                value = "Whether ADWIN watches error and log-loss, as far as the task has them, besides `detectors`.",
                byDefault = "false")
        boolean standard,

        @Setting(value = "Detectors, each of another type or on something else.", byDefault = "[]")
        List<DriftDetectorConfig> detectors,

        @Setting(
                value =
                        "What a drift does, besides metric, event and log: `none`; `share`, the mixture of a pool goes back"
                                + " to equal weights by `share` for `examples`; `rates`, learning rates are multiplied by `factor`"
                                + " for `examples`; `snapshot`, a version with the next checkpoint.",
                byDefault = "none")
        DriftAction action,

        @Setting(
                value = "action share, rates: examples from the last drift on until all is as before.",
                byDefault = "500")
        int examples,

        @Setting(value = "action share: `pool.share` meanwhile.", byDefault = "0.01")
        double share,

        @Setting(value = "action rates: what learning rates are multiplied by meanwhile.", byDefault = "3")
        double factor) {
    private static final int MOST = 32;

    /** Of the others, entropy gives false signals while a model learns, and KL hardly any (docs/drift.md). */
    private static final List<DriftQuantity> STANDARD = List.of(DriftQuantity.ERROR, DriftQuantity.LOG_LOSS);

    public DriftConfig {
        detectors = List.copyOf(detectors);
        Check.within("detectors", detectors.size(), 0, MOST);
        Check.within("examples", examples, 1, 1_000_000_000);
        Check.rate("share", share);
        Check.positive("factor", factor);
        if (action != DriftAction.NONE && !standard && detectors.isEmpty()) {
            throw new ConfigException("action must be none where nothing watches but was "
                    + ConfigBinder.kebab(action.name()) + "; set standard to true, or name detectors");
        }
        Set<String> names = new HashSet<>();
        for (DriftDetectorConfig detector : detectors) {
            if (!names.add(detector.typeName() + " on " + detector.onName())) {
                throw new ConfigException("detectors must be distinct but " + detector.typeName() + " on "
                        + detector.onName() + " is given twice");
            }
        }
    }

    /** Nothing watches. */
    public static DriftConfig none() {
        return new DriftConfig(false, List.of(), DriftAction.NONE, 500, 0.01, 3);
    }

    /** All that watch a task, the standard ones first. */
    public List<DriftDetectorConfig> watching(TaskType task) {
        List<DriftDetectorConfig> all = new ArrayList<>();
        if (standard) {
            for (DriftQuantity on : STANDARD) {
                if (has(task, on) && detectors.stream().noneMatch(given -> isStandard(given, on))) {
                    all.add(DriftDetectorConfig.of(DriftDetectorType.ADWIN, on));
                }
            }
        }
        all.addAll(detectors);
        return all;
    }

    /** One that is given with settings of its own stands for the standard one. */
    private static boolean isStandard(DriftDetectorConfig given, DriftQuantity on) {
        return given.type() == DriftDetectorType.ADWIN && given.on() == on;
    }

    private static boolean has(TaskType task, DriftQuantity on) {
        return switch (on) {
            case ERROR -> task.target() != TaskType.Target.TEXT;
            case LOG_LOSS -> task.target() != TaskType.Target.NUMBER;
            case KL -> true;
            case ENTROPY -> task.target() == TaskType.Target.CLASS;
        };
    }

    /** Refuses what a task does not have. */
    static void check(DriftConfig drift, TaskType task, boolean isMixed, ModelEngine engine) {
        for (DriftDetectorConfig detector : drift.detectors()) {
            if (!has(task, detector.on())) {
                throw new ConfigException("drift.detectors cannot watch " + detector.onName() + " of task "
                        + ConfigBinder.kebab(task.name()) + ", which has none");
            }
            if (detector.type() == DriftDetectorType.DDM && task.target() == TaskType.Target.NUMBER) {
                throw new ConfigException("drift.detectors cannot have ddm, which is for errors of 0 and 1, for task "
                        + ConfigBinder.kebab(task.name()) + "; take adwin");
            }
        }
        if (drift.action() == DriftAction.SHARE && !isMixed) {
            throw new ConfigException("drift.action share is for a pool whose members are mixed by weights, and task "
                    + ConfigBinder.kebab(task.name()) + " with this learner has none; take rates");
        }
        if (drift.action() == DriftAction.RATES && engine == ModelEngine.ROW) {
            throw new ConfigException("drift.action rates is not for model.engine row, whose network has its own rates;"
                    + " take learner: pool with pool.members, or model.engine: auto");
        }
    }
}
