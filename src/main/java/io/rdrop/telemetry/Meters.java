package io.rdrop.telemetry;

import java.util.List;

/** Every series of this project: name, type, unit, labels, meaning and what to do when it looks wrong. */
public enum Meters {
    EXAMPLES(
            Type.COUNTER,
            "rdrop_examples_total",
            "examples",
            List.of("job_name", "model", "subtask", "outcome"),
            "Examples whose micro-batch was trained on (`outcome=trained`) or left out because its loss or gradient was not"
                    + " finite (`non_finite`; their records are dead letters).",
            "`trained` stands still: see whether `rdrop_records_total` grows (no input, or all of it rejected) and whether a"
                    + " micro-batch waits to be full (`micro-batch.max-wait`). `non_finite` grows: lower"
                    + " `model.updater.learning-rate`, look for extreme values in the data."),
    STEPS(
            Type.COUNTER,
            "rdrop_steps_total",
            "steps",
            List.of("job_name", "model", "subtask"),
            "Training steps: micro-batches predicted, scored and trained on, those left out included.",
            "Grows far slower than examples / `micro-batch.size` would have it grow: micro-batches are closed by time or"
                    + " keys are many and rare; compare `rdrop_micro_batch_examples`."),
    DIVERGENCES(
            Type.COUNTER,
            "rdrop_divergences_total",
            "",
            List.of("job_name", "model", "subtask"),
            "How often the model had diverged (its loss far above that of predicting without inputs, or not finite on sound"
                    + " records) and was taken back to its last good state, to go on with a tenth of its learning rate.",
            "Grows: `model.updater.learning-rate` is too large; `rdrop_learning_rate` shows the one that it has come down to."
                    + " Set that one, it is applied on a restart from a savepoint."),
    REPLAYED(
            Type.COUNTER,
            "rdrop_examples_replayed_total",
            "examples",
            List.of("job_name", "model", "subtask"),
            "Examples trained on again out of the replay buffer; they count neither as trained nor in any score. "
                    + "Starts at 0 with the process.",
            "Stands still with `replay.updates-per-batch` above 1: `replay.type` is `none`."),
    REPLAY_EXAMPLES(
            Type.GAUGE,
            "rdrop_replay_examples",
            "examples",
            List.of("job_name", "model", "subtask"),
            "Examples in the replay buffer, at most `replay.capacity`; 0 without replay.",
            "Stays below the capacity: the model has not yet seen that many examples."),
    VOCABULARY(
            Type.GAUGE,
            "rdrop_vocabulary_words",
            "words",
            List.of("job_name", "model", "subtask"),
            "Distinct words or categories that the encoder has learned to tell apart; what it hashes is not among "
                    + "them.",
            "Stands still at the bound of the configuration: words or categories that come now are taken as unknown, "
                    + "or share buckets."),
    CROSS_ENTROPY(
            Type.GAUGE,
            "rdrop_cross_entropy_nats",
            "nats",
            List.of("job_name", "model", "subtask"),
            "Cross-entropy of the last micro-batch, per row, mean over the dropout passes. ln(classes) is chance.",
            "Above ln(classes) for long: the labels or the encoding are wrong, or the learning rate is too high. A jump that"
                    + " stays: the stream has changed."),
    KL_DIVERGENCE(
            Type.GAUGE,
            "rdrop_kl_divergence_nats",
            "nats",
            List.of("job_name", "model", "subtask"),
            "Bidirectional KL divergence between the dropout passes of the last micro-batch, per row, without alpha.",
            "Exactly 0: a plain step (`r-drop.every` above 1), one pass, or a network without dropout. Grows steadily: raise"
                    + " `r-drop.alpha` or lower the dropout rate."),
    CROSS_ENTROPY_SUM(
            Type.COUNTER,
            "rdrop_step_cross_entropy_nats_total",
            "nats",
            List.of("job_name", "model", "subtask"),
            "Sum of `rdrop_cross_entropy_nats` over all steps of this process whose update was applied. Its rate over that of"
                    + " `rdrop_step_duration_seconds_count` is the mean over all steps, where the gauge shows one micro-batch per scrape.",
            "As for `rdrop_cross_entropy_nats`."),
    KL_DIVERGENCE_SUM(
            Type.COUNTER,
            "rdrop_step_kl_divergence_nats_total",
            "nats",
            List.of("job_name", "model", "subtask"),
            "Sum of `rdrop_kl_divergence_nats` over all steps of this process whose update was applied; plain steps"
                    + " (`r-drop.every` above 1) add 0.",
            "Stands still while steps go on and alpha is above 0: the passes do not differ, dropout has no effect."),
    LOSS(
            Type.GAUGE,
            "rdrop_loss_nats",
            "nats",
            List.of("job_name", "model", "subtask"),
            "R-Drop loss of the last micro-batch: passes * cross-entropy + alpha * KL divergence, per row.",
            "NaN or infinite: that update was left out, see `rdrop_examples_total{outcome=\"non_finite\"}`."),
    SQUARED_ERROR(
            Type.GAUGE,
            "rdrop_squared_error",
            "",
            List.of("job_name", "model", "subtask"),
            "Regression: squared error of the last micro-batch, per row, mean over the dropout passes, in variances of "
                    + "the target as known before it. 1 is predicting the mean.",
            "Above 1 for long: the learning rate is too high, or the target drifts faster than its running mean. A "
                    + "jump that stays: the stream has changed."),
    PASS_DISTANCE(
            Type.GAUGE,
            "rdrop_pass_distance",
            "",
            List.of("job_name", "model", "subtask"),
            "Regression: squared distance between the dropout passes of the last micro-batch, per row, in variances of "
                    + "the target, without alpha.",
            "Exactly 0: a plain step (`r-drop.every` above 1), one pass, or a network without dropout. Grows steadily: "
                    + "raise `r-drop.alpha` or lower the dropout rate."),
    SQUARED_ERROR_SUM(
            Type.COUNTER,
            "rdrop_step_squared_error_total",
            "",
            List.of("job_name", "model", "subtask"),
            "Regression: sum of `rdrop_squared_error` over all steps of this process whose update was applied.",
            "As for `rdrop_squared_error`."),
    PASS_DISTANCE_SUM(
            Type.COUNTER,
            "rdrop_step_pass_distance_total",
            "",
            List.of("job_name", "model", "subtask"),
            "Regression: sum of `rdrop_pass_distance` over all steps of this process whose update was applied.",
            "Stands still while steps go on and alpha is above 0: the passes do not differ, dropout has no effect."),
    SQUARED_LOSS(
            Type.GAUGE,
            "rdrop_squared_loss",
            "",
            List.of("job_name", "model", "subtask"),
            "Regression: R-Drop loss of the last micro-batch: passes * squared error + alpha * pass distance, per row, "
                    + "in variances of the target.",
            "NaN or infinite: that update was left out, see `rdrop_examples_total{outcome=\"non_finite\"}`."),
    ALPHA(
            Type.GAUGE,
            "rdrop_alpha",
            "",
            List.of("job_name", "model", "subtask"),
            "Weight of the KL term (of the pass distance, in a regression) at the last step.",
            "Not what the configuration says: another configuration is running; compare the logged one."),
    LEARNING_RATE(
            Type.GAUGE,
            "rdrop_learning_rate",
            "",
            List.of("job_name", "model", "subtask"),
            "Learning rate of the optimiser at the last step.",
            "Below the configured one: the model has diverged, see `rdrop_divergences_total`. Near 0: a schedule has run out and the model no longer follows the stream."),
    GRADIENT_NORM(
            Type.GAUGE,
            "rdrop_gradient_norm",
            "",
            List.of("job_name", "model", "subtask"),
            "Euclidean norm of the whole gradient at the last step, before clipping and before the optimiser.",
            "Grows by orders of magnitude: lower the learning rate (a model that diverges is taken back, see `rdrop_divergences_total`). Near 0 with a high cross-entropy or squared error: units are dead or"
                    + " saturated."),
    PREQUENTIAL_ACCURACY(
            Type.GAUGE,
            "rdrop_prequential_accuracy_ratio",
            "ratio",
            List.of("job_name", "model", "subtask", "scores"),
            "Share of examples predicted right before they were trained on, 0 to 1. `scores=window` covers the last"
                    + " `evaluation.window` examples, `scores=cumulative` all since the model's first.",
            "Below one of its referees (the next two rows): the model is worse than a rule without inputs. `window` falls"
                    + " below `cumulative`: the stream has changed."),
    NO_CHANGE_ACCURACY(
            Type.GAUGE,
            "rdrop_no_change_accuracy_ratio",
            "ratio",
            List.of("job_name", "model", "subtask", "scores"),
            "Referee: accuracy of predicting the previous label.",
            "High: labels come in runs, and an accuracy means little unless it is above this one."),
    MAJORITY_ACCURACY(
            Type.GAUGE,
            "rdrop_majority_accuracy_ratio",
            "ratio",
            List.of("job_name", "model", "subtask", "scores"),
            "Referee: accuracy of predicting the most frequent label so far.",
            "High: the classes are out of balance; look at kappa instead of accuracy."),
    KAPPA(
            Type.GAUGE,
            "rdrop_kappa_ratio",
            "ratio",
            List.of("job_name", "model", "subtask", "scores"),
            "Cohen's kappa of the predictions: 0 is chance agreement, 1 is perfect, below 0 worse than chance.",
            "Near 0 with a high accuracy: the model only predicts the majority class."),
    LOG_LOSS(
            Type.GAUGE,
            "rdrop_log_loss_nats",
            "nats",
            List.of("job_name", "model", "subtask", "scores"),
            "Mean -ln p(label) of the predictions, made without dropout before training.",
            "Grows while the accuracy holds: the model is too sure of its mistakes; raise `r-drop.alpha` or the dropout rate."),
    CALIBRATION_ERROR(
            Type.GAUGE,
            "rdrop_calibration_error_ratio",
            "ratio",
            List.of("job_name", "model", "subtask", "scores"),
            "Expected calibration error, 0 to 1: mean distance of the predicted class's probability from the share of "
                    + "correct predictions, over 15 equal bins of that probability.",
            "High: probabilities cannot be taken at their word; raise `r-drop.alpha` or the dropout rate, or use label "
                    + "smoothing."),
    MEAN_ABSOLUTE_ERROR(
            Type.GAUGE,
            "rdrop_mean_absolute_error",
            "",
            List.of("job_name", "model", "subtask", "scores"),
            "Regression: mean absolute error of predictions made before training, in units of the target. The model's "
                    + "very first example is not scored, for nobody.",
            "Above one of its referees, `rdrop_last_value_mean_absolute_error` and "
                    + "`rdrop_running_mean_mean_absolute_error`: the model is worse than a rule without inputs. `window` rises "
                    + "above `cumulative`: the stream has changed."),
    ROOT_MEAN_SQUARED_ERROR(
            Type.GAUGE,
            "rdrop_root_mean_squared_error",
            "",
            List.of("job_name", "model", "subtask", "scores"),
            "Regression: root mean squared error, in units of the target.",
            "Far above the mean absolute error: a few predictions are far off; look for extreme values in data and "
                    + "targets."),
    R2(
            Type.GAUGE,
            "rdrop_r2_ratio",
            "ratio",
            List.of("job_name", "model", "subtask", "scores"),
            "Regression: share of the target's variance that is explained; 1 is perfect, 0 as good as the mean of "
                    + "these very examples, which nobody knew beforehand.",
            "Below 0: worse than a constant."),
    LAST_VALUE_MAE(
            Type.GAUGE,
            "rdrop_last_value_mean_absolute_error",
            "",
            List.of("job_name", "model", "subtask", "scores"),
            "Regression, referee: mean absolute error of predicting the previous target.",
            "Low: targets move slowly, and an error means little unless it is below this one; give the model the "
                    + "latest targets (`history.labels`)."),
    LAST_VALUE_RMSE(
            Type.GAUGE,
            "rdrop_last_value_root_mean_squared_error",
            "",
            List.of("job_name", "model", "subtask", "scores"),
            "Regression, referee: root mean squared error of predicting the previous target.",
            "As for `rdrop_last_value_mean_absolute_error`."),
    RUNNING_MEAN_MAE(
            Type.GAUGE,
            "rdrop_running_mean_mean_absolute_error",
            "",
            List.of("job_name", "model", "subtask", "scores"),
            "Regression, referee: mean absolute error of predicting the mean of all targets before.",
            "Low beside the model's: its features say little about the target."),
    RUNNING_MEAN_RMSE(
            Type.GAUGE,
            "rdrop_running_mean_root_mean_squared_error",
            "",
            List.of("job_name", "model", "subtask", "scores"),
            "Regression, referee: root mean squared error of predicting the mean of all targets before.",
            "As for `rdrop_running_mean_mean_absolute_error`."),
    STEP_DURATION(
            Type.HISTOGRAM,
            "rdrop_step_duration_seconds",
            "seconds",
            List.of("job_name", "model", "subtask"),
            "Wall time of one step: encoding, predicting, training.",
            "High: more BLAS threads than cores (`OMP_NUM_THREADS` should be 1), a busy machine, or too large a network."),
    END_TO_END_DELAY(
            Type.HISTOGRAM,
            "rdrop_end_to_end_delay_seconds",
            "seconds",
            List.of("job_name", "model", "subtask"),
            "From the Kafka timestamp of a micro-batch's last example to the end of its step. A timestamp in the future"
                    + " counts as 0.",
            "Grows steadily: records come faster than they are learned; raise `parallelism` (with several model keys) or"
                    + " `micro-batch.size`. High after a start: the backlog is being worked off."),
    MICRO_BATCH_EXAMPLES(
            Type.GAUGE,
            "rdrop_micro_batch_examples",
            "examples",
            List.of("job_name", "model", "subtask"),
            "Examples in the last micro-batch.",
            "Mostly below `micro-batch.size`: `micro-batch.max-wait` closes them; raise it, or accept smaller ones."),
    STATE_BYTES(
            Type.GAUGE,
            "rdrop_state_bytes",
            "bytes",
            List.of("job_name", "model", "subtask"),
            "Size of the model's training state at its last checkpoint; 0 before the first one after a start.",
            "Grows without end: the encoder or the evaluation window holds too much; checkpoints get slow."),
    DEVICE_INFO(
            Type.GAUGE,
            "rdrop_device_info",
            "",
            List.of("job_name", "subtask", "device", "kind"),
            "Always 1. What the subtask trains on: `device` is `cpu`, or `gpu:N` with the index that Flink handed out; `kind` is"
                    + " `cpu` or `gpu`.",
            "`cpu` where `device: auto` should have found a GPU: the TaskManager's log says why, once, as a warning."),
    SNAPSHOTS(
            Type.COUNTER,
            "rdrop_snapshots_total",
            "snapshots",
            List.of("job_name", "model", "subtask"),
            "Model snapshots committed to the registry by this process.",
            "Stands still while steps go on: checkpoints do not complete, or the registry cannot be written; see the log."),
    SNAPSHOT_VERSION(
            Type.GAUGE,
            "rdrop_snapshot_version",
            "",
            List.of("job_name", "model", "subtask"),
            "Version of the snapshot committed last.",
            "Goes down: the job was restored from an older state, or the registry was replaced."),
    SNAPSHOT_AGE(
            Type.GAUGE,
            "rdrop_snapshot_age_seconds",
            "seconds",
            List.of("job_name", "model", "subtask"),
            "Time since the snapshot committed last was made, as of the scrape.",
            "Far above `registry.interval` and the checkpoint interval: as for `rdrop_snapshots_total`; who serves `latest` serves an old"
                    + " model."),
    EVALUATION_WINDOW(
            Type.GAUGE,
            "rdrop_evaluation_window_examples",
            "examples",
            List.of("job_name", "subtask"),
            "`evaluation.window` of the configuration: how many examples the scores of `scores=window` cover. With it a query can"
                    + " tell a fall of the accuracy from chance.",
            "Small: scores of the window jump; below 1,000 few changes of the stream stand out."),
    CHECKPOINT_INTERVAL(
            Type.GAUGE,
            "rdrop_checkpoint_interval_seconds",
            "seconds",
            List.of("job_name", "subtask"),
            "`checkpoint.interval` of the configuration.",
            "Not what the configuration says: another configuration is running."),
    SNAPSHOT_INTERVAL(
            Type.GAUGE,
            "rdrop_snapshot_interval_seconds",
            "seconds",
            List.of("job_name", "subtask"),
            "How often a snapshot of a model that learns is due: the longer of `registry.interval` and `checkpoint.interval`.",
            "`rdrop_snapshot_age_seconds` is far above it: as for that one."),
    RECORDS(
            Type.COUNTER,
            "rdrop_records_total",
            "records",
            List.of("job_name", "subtask"),
            "Records read from Kafka, rejected ones included.",
            "Stands still: nothing arrives, or the job is restarting or held back by slow training."),
    REJECTED(
            Type.COUNTER,
            "rdrop_rejected_total",
            "records",
            List.of("job_name", "subtask", "reason"),
            "Records that went to the dead-letter topic, by reason; every reason is there from the start.",
            "Grows: read the dead letters; their headers say reason, detail and offset. Most often a producer has changed"
                    + " its columns. `too-many-models` grows: there are more model keys than `input.max-models` lets a"
                    + " subtask have.");

    /** Kind of series, as Prometheus knows it. */
    public enum Type {
        COUNTER,
        GAUGE,
        /** Cumulative buckets, sum and count; beside them {@code _max}, a gauge of the largest value of the last minutes. */
        HISTOGRAM
    }

    private final Type type;
    private final String series;
    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // made with List.of
    private final List<String> labels;

    private final String meaning;
    private final String action;

    Meters(Type type, String series, String unit, List<String> labels, String meaning, String action) {
        this.type = type;
        this.series = series;
        this.unit = unit;
        this.labels = labels;
        this.meaning = meaning;
        this.action = action;
    }

    public Type type() {
        return type;
    }

    /** The name as Prometheus sees it, {@code _total} of counters included. */
    public String series() {
        return series;
    }

    /** What one unit of it is; empty for a bare number. */
    public String unit() {
        return unit;
    }

    /** Keys of its labels. */
    public List<String> labels() {
        return labels;
    }

    /** What it says, in Markdown. */
    public String meaning() {
        return meaning;
    }

    /** What to do when it looks wrong, in Markdown. */
    public String action() {
        return action;
    }
}
