package io.rdrop.config;

/** Further updates on examples seen before. */
public record ReplayConfig(
        @Setting(
                value = "Which examples are kept to be trained on again: `none`, `sliding-window` (the latest) or"
                        + " `reservoir` (a uniform sample of all).",
                byDefault = "none")
        ReplayType type,

        @Setting(value = "Examples kept per model; part of its checkpointed state.", byDefault = "1000")
        int capacity,

        @Setting(
                value = "Updates per micro-batch: one on the micro-batch, the others on as many examples drawn from the"
                        + " buffer. Replayed examples are never scored.",
                byDefault = "1")
        int updatesPerBatch,

        @Setting(
                value =
                        "More of them while few examples were learned: early / n more after n examples, rounded down, at most 8.",
                byDefault = "0")
        int early,

        @Setting(
                value =
                        "Images: a replayed one is moved by up to so many pixels down or up and to either side, drawn anew"
                                + " each time; its edges are repeated.",
                byDefault = "0")
        int shift) {
    private static final int MOST_EARLY = 8;

    public ReplayConfig {
        Check.within("capacity", capacity, 1, 10_000_000);
        Check.within("updates-per-batch", updatesPerBatch, 1, 1000);
        Check.within("early", early, 0, 10_000_000);
        Check.within("shift", shift, 0, 64);
        if (type == ReplayType.NONE && (early > 0 || shift > 0)) {
            throw new ConfigException("early and shift must be 0 for type none (there is nothing to replay) but were "
                    + early + " and " + shift + "; set type to sliding-window or reservoir");
        }
        if (type == ReplayType.NONE && updatesPerBatch > 1) {
            throw new ConfigException("updates-per-batch must be 1 for type none (there is nothing to replay) but was "
                    + updatesPerBatch + "; set type to sliding-window or reservoir");
        }
        if (type != ReplayType.NONE && updatesPerBatch == 1) {
            throw new ConfigException("updates-per-batch must be > 1 for type " + ConfigBinder.kebab(type.name())
                    + " (or the buffer would never be drawn from) but was 1");
        }
    }

    /** Without what is for beginnings and images. */
    public ReplayConfig(ReplayType type, int capacity, int updatesPerBatch) {
        this(type, capacity, updatesPerBatch, 0, 0);
    }

    /** Updates on a micro-batch after so many examples. */
    public int updates(long examples) {
        return updatesPerBatch + (int) Math.min(MOST_EARLY, early / Math.max(1, examples));
    }
}
