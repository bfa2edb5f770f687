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
        int updatesPerBatch) {
    public ReplayConfig {
        Check.within("capacity", capacity, 1, 10_000_000);
        Check.within("updates-per-batch", updatesPerBatch, 1, 1000);
        if (type == ReplayType.NONE && updatesPerBatch > 1) {
            throw new ConfigException("updates-per-batch must be 1 for type none (there is nothing to replay) but was "
                    + updatesPerBatch + "; set type to sliding-window or reservoir");
        }
        if (type != ReplayType.NONE && updatesPerBatch == 1) {
            throw new ConfigException("updates-per-batch must be > 1 for type " + ConfigBinder.kebab(type.name())
                    + " (or the buffer would never be drawn from) but was 1");
        }
    }
}
