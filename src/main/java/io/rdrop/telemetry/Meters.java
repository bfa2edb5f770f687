package io.rdrop.telemetry;

import static io.rdrop.telemetry.MeterShape.counter;
import static io.rdrop.telemetry.MeterShape.gauge;
import static io.rdrop.telemetry.MeterShape.histogram;

import java.util.List;

/** Every series of this project: name, type, unit, labels, meaning and what to do when it looks wrong. */
public enum Meters {
    EXAMPLES(
            counter("rdrop_examples_total", "examples").with("outcome"),
            "Examples whose micro-batch was trained on (`outcome=trained`) or left out because its loss or gradient was not"
                    + " finite (`non_finite`; their records are dead letters).",
            "`trained` stands still: see whether `rdrop_records_total` grows (no input, or all of it rejected) and whether a"
                    + " micro-batch waits to be full (`micro-batch.max-wait`). `non_finite` grows: lower"
                    + " `model.updater.learning-rate`, look for extreme values in the data."),
    STEPS(
            counter("rdrop_steps_total", "steps"),
            "Training steps: micro-batches predicted, scored and trained on, those left out included.",
            "Grows far slower than examples / `micro-batch.size` would have it grow: micro-batches are closed by time or"
                    + " keys are many and rare; compare `rdrop_micro_batch_examples`."),
    DIVERGENCES(
            counter("rdrop_divergences_total", ""),
            "How often the model had diverged (its loss far above that of predicting without inputs, or not finite on sound"
                    + " records) and was taken back to its last good state, to go on with a tenth of its learning rate.",
            "Grows: `model.updater.learning-rate` is too large; `rdrop_learning_rate` shows the one that it has come down to."
                    + " Set that one, it is applied on a restart from a savepoint."),
    WORTH(
            gauge("rdrop_worth_nats", "nats").with("member", "against"),
            "What R-Drop is worth on this stream: by how much the log-loss of a pool's member with R-Drop over the last 2,000"
                    + " examples is below that of its twin with the same dropout and no KL term (`against=dropout`), and without"
                    + " dropout (`against=none`).",
            "Below 0: the twin does better here at the moment; the mixture has moved its weight there by itself."),
    POOL_WEIGHT(
            gauge("rdrop_pool_weight", "").with("member"),
            "Weight of a pool's member in the mixture of logarithms, of the first 20 members; it may be negative. All weights"
                    + " begin as 1 / members.",
            "One member near 1 and all others near 0: it alone would do; `pool.members` can say so and be faster."),
    POOL_MEMBER_LOSS(
            gauge("rdrop_pool_member_log_loss_nats", "nats").with("member"),
            "Mean log-loss of a member's own predictions over the last 2,000 examples.",
            "A member far above all others for long does not suit the stream; the mixture does not follow it."),
    POOL_MEMBER_RESTARTS(
            gauge("rdrop_pool_member_restarts", "").with("member"),
            "How often a member diverged and began anew; it counted as uniform meanwhile.",
            "Grows: its `learning-rate` under `pool.members` is too large."),
    POOL_AUDIT_REGRET(
            gauge("rdrop_pool_audit_regret_nats", "nats"),
            "What a mixture of the members by fixed share has lost since the model began, less what the best single member"
                    + " has lost.",
            "Above `rdrop_pool_audit_bound_nats`: that cannot be; report it."),
    POOL_AUDIT_BOUND(
            gauge("rdrop_pool_audit_bound_nats", "nats"),
            "The most that mixture can lose beyond the best member, on any stream of so many examples.",
            "Nothing: it grows with the examples."),
    REPLAYED(
            counter("rdrop_examples_replayed_total", "examples"),
            "Examples trained on again out of the replay buffer; they count neither as trained nor in any score. "
                    + "Starts at 0 with the process.",
            "Stands still with `replay.updates-per-batch` above 1: `replay.type` is `none`."),
    OUTLIERS(
            counter("rdrop_outliers_total", "numbers").with("column"),
            "Numbers of a column that were more than about 1,000 standard deviations off and were taken as missing; `column=label`: "
                    + "labels of a regression that were neither scored nor trained towards. A column has a series from its first"
                    + " outlier on, each model the first 20; all others share `column=\"(other)\"`.",
            "Grows: the log names the largest value and its record; mend its producer. Grows by as much as the examples do for"
                    + " a few hundred and then no more: the column's unit has changed, and its scale was learned anew."
                    + " Grows on: most values are tiny beside a few, as of a heavy-tailed count; give its logarithm instead."),
    REPLAY_EXAMPLES(
            gauge("rdrop_replay_examples", "examples"),
            "Examples in the replay buffer, at most `replay.capacity`; 0 without replay.",
            "Stays below the capacity: the model has not yet seen that many examples."),
    VOCABULARY(
            gauge("rdrop_vocabulary_words", "words"),
            "Distinct words or categories that the encoder has learned to tell apart; what it hashes is not among "
                    + "them.",
            "Stands still at the bound of the configuration: words or categories that come now are taken as unknown, "
                    + "or share buckets."),
    CROSS_ENTROPY(
            gauge("rdrop_cross_entropy_nats", "nats"),
            "Cross-entropy of the last micro-batch, per row, mean over the dropout passes. ln(classes) is chance.",
            "Above ln(classes) for long: the labels or the encoding are wrong, or the learning rate is too high. A jump that"
                    + " stays: the stream has changed."),
    KL_DIVERGENCE(
            gauge("rdrop_kl_divergence_nats", "nats"),
            "Bidirectional KL divergence between the dropout passes of the last micro-batch, per row, without alpha.",
            "Exactly 0: a plain step (`r-drop.every` above 1), one pass, or a network without dropout. Grows steadily: raise"
                    + " `r-drop.alpha` or lower the dropout rate."),
    CROSS_ENTROPY_SUM(
            counter("rdrop_step_cross_entropy_nats_total", "nats"),
            "Sum of `rdrop_cross_entropy_nats` over all steps of this process whose update was applied. Its rate over that of"
                    + " `rdrop_step_duration_seconds_count` is the mean over all steps, where the gauge shows one micro-batch per scrape.",
            "As for `rdrop_cross_entropy_nats`."),
    KL_DIVERGENCE_SUM(
            counter("rdrop_step_kl_divergence_nats_total", "nats"),
            "Sum of `rdrop_kl_divergence_nats` over all steps of this process whose update was applied; plain steps"
                    + " (`r-drop.every` above 1) add 0.",
            "Stands still while steps go on and alpha is above 0: the passes do not differ, dropout has no effect."),
    LOSS(
            gauge("rdrop_loss_nats", "nats"),
            "R-Drop loss of the last micro-batch: passes * cross-entropy + alpha * KL divergence, per row.",
            "NaN or infinite: that update was left out, see `rdrop_examples_total{outcome=\"non_finite\"}`."),
    SQUARED_ERROR(
            gauge("rdrop_squared_error", ""),
            "Regression: squared error of the last micro-batch, per row, mean over the dropout passes, in variances of "
                    + "the target as known before it. 1 is predicting the mean.",
            "Above 1 for long: the learning rate is too high, or the target drifts faster than its running mean. A "
                    + "jump that stays: the stream has changed."),
    PASS_DISTANCE(
            gauge("rdrop_pass_distance", ""),
            "Regression: squared distance between the dropout passes of the last micro-batch, per row, in variances of "
                    + "the target, without alpha.",
            "Exactly 0: a plain step (`r-drop.every` above 1), one pass, or a network without dropout. Grows steadily: "
                    + "raise `r-drop.alpha` or lower the dropout rate."),
    SQUARED_ERROR_SUM(
            counter("rdrop_step_squared_error_total", ""),
            "Regression: sum of `rdrop_squared_error` over all steps of this process whose update was applied.",
            "As for `rdrop_squared_error`."),
    PASS_DISTANCE_SUM(
            counter("rdrop_step_pass_distance_total", ""),
            "Regression: sum of `rdrop_pass_distance` over all steps of this process whose update was applied.",
            "Stands still while steps go on and alpha is above 0: the passes do not differ, dropout has no effect."),
    SQUARED_LOSS(
            gauge("rdrop_squared_loss", ""),
            "Regression: R-Drop loss of the last micro-batch: passes * squared error + alpha * pass distance, per row, "
                    + "in variances of the target.",
            "NaN or infinite: that update was left out, see `rdrop_examples_total{outcome=\"non_finite\"}`."),
    ALPHA(
            gauge("rdrop_alpha", ""),
            "Weight of the KL term (of the pass distance, in a regression) at the last step.",
            "Not what the configuration says: another configuration is running; compare the logged one."),
    LEARNING_RATE(
            gauge("rdrop_learning_rate", ""),
            "Learning rate of the optimiser at the last step.",
            "Below the configured one: the model has diverged, see `rdrop_divergences_total`. Near 0: a schedule has run out and the model no longer follows the stream."),
    GRADIENT_NORM(
            gauge("rdrop_gradient_norm", ""),
            "Euclidean norm of the whole gradient at the last step, before clipping and before the optimiser.",
            "Grows by orders of magnitude: lower the learning rate (a model that diverges is taken back, see `rdrop_divergences_total`). Near 0 with a high cross-entropy or squared error: units are dead or"
                    + " saturated."),
    PREQUENTIAL_ACCURACY(
            gauge("rdrop_prequential_accuracy_ratio", "ratio").with("scores"),
            "Share of examples predicted right before they were trained on, 0 to 1. `scores=window` covers the last"
                    + " `evaluation.window` examples, `scores=cumulative` all since the model's first.",
            "Below one of its referees (the next two rows): the model is worse than a rule without inputs. `window` falls"
                    + " below `cumulative`: the stream has changed."),
    NO_CHANGE_ACCURACY(
            gauge("rdrop_no_change_accuracy_ratio", "ratio").with("scores"),
            "Referee: accuracy of predicting the previous label.",
            "High: labels come in runs, and an accuracy means little unless it is above this one."),
    MAJORITY_ACCURACY(
            gauge("rdrop_majority_accuracy_ratio", "ratio").with("scores"),
            "Referee: accuracy of predicting the most frequent label so far.",
            "High: the classes are out of balance; look at kappa instead of accuracy."),
    CONSTANT_ACCURACY(
            gauge("rdrop_constant_accuracy_ratio", "ratio").with("scores"),
            "Referee in hindsight: accuracy of the best constant, which is the share of the most frequent label.",
            "Above the model's accuracy, while the other referees are below: labels take turns, so that the rules without inputs"
                    + " are worse than a coin; the model knows nothing either."),
    BALANCED_ACCURACY(
            gauge("rdrop_balanced_accuracy_ratio", "ratio").with("scores"),
            "Mean recall of the classes that occurred, 0 to 1; that of a constant is 1 / classes.",
            "Far below the accuracy: rare classes are missed; look at `rdrop_class_recall_ratio`."),
    AUC(
            gauge("rdrop_auc_ratio", "ratio").with("scores"),
            "Area under the ROC curve, mean over the classes, each against all others; 0.5 is chance, 1 is perfect. Of all examples"
                    + " since the model's first, in tasks of up to 20 classes.",
            "High with a low recall: the model ranks well but its threshold of one half is too high for a rare class; who uses its"
                    + " probabilities can set a lower one."),
    CLASS_RECALL(
            gauge("rdrop_class_recall_ratio", "ratio").with("class", "scores"),
            "Share of a class's examples that were found; NaN without one. In tasks of up to 20 classes, for the first 50 models"
                    + " of a subtask.",
            "Near 0 for one class: it is rare, or its examples look like another's; the report's confusion matrix says which."),
    CLASS_PRECISION(
            gauge("rdrop_class_precision_ratio", "ratio").with("class", "scores"),
            "Share of right ones among what was taken for a class; NaN if nothing was. Where `rdrop_class_recall_ratio` is.",
            "Low with a high recall: the class is predicted too often."),
    CLASS_AUC(
            gauge("rdrop_class_auc_ratio", "ratio").with("class"),
            "Area under the ROC curve of a class against all others, since the model's first example. Where"
                    + " `rdrop_class_recall_ratio` is.",
            "As for `rdrop_auc_ratio`."),
    KAPPA(
            gauge("rdrop_kappa_ratio", "ratio").with("scores"),
            "Cohen's kappa of the predictions: 0 is chance agreement, 1 is perfect, below 0 worse than chance.",
            "Near 0 with a high accuracy: the model only predicts the majority class."),
    LOG_LOSS(
            gauge("rdrop_log_loss_nats", "nats").with("scores"),
            "Mean -ln p(label) of the predictions, made without dropout before training.",
            "Grows while the accuracy holds: the model is too sure of its mistakes; raise `r-drop.alpha` or the dropout rate."),
    CALIBRATION_ERROR(
            gauge("rdrop_calibration_error_ratio", "ratio").with("scores"),
            "Expected calibration error, 0 to 1: mean distance of the predicted class's probability from the share of "
                    + "correct predictions, over 15 equal bins of that probability.",
            "High: probabilities cannot be taken at their word; raise `r-drop.alpha` or the dropout rate, or use label "
                    + "smoothing."),
    MEAN_ABSOLUTE_ERROR(
            gauge("rdrop_mean_absolute_error", "").with("scores"),
            "Regression: mean absolute error of predictions made before training, in units of the target. The model's "
                    + "very first example is not scored, for nobody.",
            "Above one of its referees, `rdrop_last_value_mean_absolute_error` and "
                    + "`rdrop_running_mean_mean_absolute_error`: the model is worse than a rule without inputs. `window` rises "
                    + "above `cumulative`: the stream has changed."),
    ROOT_MEAN_SQUARED_ERROR(
            gauge("rdrop_root_mean_squared_error", "").with("scores"),
            "Regression: root mean squared error, in units of the target.",
            "Far above the mean absolute error: a few predictions are far off; look for extreme values in data and "
                    + "targets."),
    R2(
            gauge("rdrop_r2_ratio", "ratio").with("scores"),
            "Regression: share of the target's variance that is explained; 1 is perfect, 0 as good as the mean of "
                    + "these very examples, which nobody knew beforehand.",
            "Below 0: worse than a constant."),
    LAST_VALUE_MAE(
            gauge("rdrop_last_value_mean_absolute_error", "").with("scores"),
            "Regression, referee: mean absolute error of predicting the previous target.",
            "Low: targets move slowly, and an error means little unless it is below this one; give the model the "
                    + "latest targets (`history.labels`)."),
    LAST_VALUE_RMSE(
            gauge("rdrop_last_value_root_mean_squared_error", "").with("scores"),
            "Regression, referee: root mean squared error of predicting the previous target.",
            "As for `rdrop_last_value_mean_absolute_error`."),
    RUNNING_MEAN_MAE(
            gauge("rdrop_running_mean_mean_absolute_error", "").with("scores"),
            "Regression, referee: mean absolute error of predicting the mean of all targets before.",
            "Low beside the model's: its features say little about the target."),
    RUNNING_MEAN_RMSE(
            gauge("rdrop_running_mean_root_mean_squared_error", "").with("scores"),
            "Regression, referee: root mean squared error of predicting the mean of all targets before.",
            "As for `rdrop_running_mean_mean_absolute_error`."),
    STEP_DURATION(
            histogram("rdrop_step_duration_seconds", "seconds"),
            "Wall time of one step: encoding, predicting, training.",
            "High: more BLAS threads than cores (`OMP_NUM_THREADS` should be 1), a busy machine, or too large a network."),
    END_TO_END_DELAY(
            histogram("rdrop_end_to_end_delay_seconds", "seconds"),
            "From the Kafka timestamp of a micro-batch's last example to the end of its step. A timestamp in the future"
                    + " counts as 0.",
            "Grows steadily: records come faster than they are learned; raise `parallelism` (with several model keys) or"
                    + " `micro-batch.size`. High after a start: the backlog is being worked off."),
    MICRO_BATCH_EXAMPLES(
            gauge("rdrop_micro_batch_examples", "examples"),
            "Examples in the last micro-batch.",
            "Mostly below `micro-batch.size`: `micro-batch.max-wait` closes them; raise it, or accept smaller ones."),
    STATE_BYTES(
            gauge("rdrop_state_bytes", "bytes"),
            "Size of the model's training state at its last checkpoint; 0 before the first one after a start.",
            "Grows without end: the encoder or the evaluation window holds too much; checkpoints get slow."),
    SUBTASK_STATE(
            gauge("rdrop_subtask_state_bytes", "bytes").ofSubtask(),
            "Bytes of all models of the subtask: networks, words and categories, examples that wait or are kept for replay.",
            "Near `rdrop_subtask_state_limit_bytes`: records of new model keys are about to be refused, then all that would make it"
                    + " more; the runbook's RdropStateFilling says what to do."),
    SUBTASK_STATE_LIMIT(
            gauge("rdrop_subtask_state_limit_bytes", "bytes").ofSubtask(),
            "`input.max-state-bytes`, or the part of the heap that it stands for.",
            "Smaller than expected: the TaskManager has a small heap, or many slots."),
    DICTIONARY_BYTES(
            gauge("rdrop_dictionary_bytes", "bytes"),
            "Bytes of the words or categories that the encoder remembers, as of the last checkpoint; at most"
                    + " `input.max-dictionary-bytes`.",
            "At the limit: as for `rdrop_dictionary_full_total`."),
    DICTIONARY_FULL(
            counter("rdrop_dictionary_full_total", "words"),
            "Times that a new word or category was not remembered because of `input.max-dictionary-bytes`; it shares a hash bucket, or"
                    + " is the unknown word. Starts at 0 with the process.",
            "Grows: the column is an identifier rather than a category, or the limit is too small."),
    DEVICE_INFO(
            gauge("rdrop_device_info", "").ofSubtask("device", "kind"),
            "Always 1. What the subtask trains on: `device` is `cpu`, or `gpu:N` with the index that Flink handed out; `kind` is"
                    + " `cpu` or `gpu`.",
            "`cpu` where `device: auto` should have found a GPU: the TaskManager's log says why, once, as a warning."),
    SNAPSHOTS(
            counter("rdrop_snapshots_total", "snapshots"),
            "Model snapshots committed to the registry by this process.",
            "Stands still while steps go on: checkpoints do not complete, or the registry cannot be written; see the log."),
    SNAPSHOTS_HELD_BACK(
            counter("rdrop_snapshots_held_back_total", "snapshots"),
            "Snapshots that this process committed and held back from `latest` (`registry.guard`): their score over the window was worse"
                    + " than that of the versions served before them.",
            "Grows: readers go on with the last good version, and the model is worse than it was; `rdrop models list` says why, and"
                    + " RdropHeldBack in the runbook what to do."),
    LATEST_VERSION(
            gauge("rdrop_latest_version", ""),
            "Version that `latest` named when a snapshot was committed last; 0 for none.",
            "Below `rdrop_snapshot_version`: newer versions are held back, or an operator has rolled back or pinned."),
    LATEST_PINNED(
            gauge("rdrop_latest_pinned", ""),
            "1 while an operator keeps `latest` where it is, as of the last commit; 0 otherwise.",
            "1 for longer than was meant: `rdrop models unpin` lets `latest` move on."),
    SNAPSHOT_VERSION(
            gauge("rdrop_snapshot_version", ""),
            "Version of the snapshot committed last.",
            "Goes down: the job was restored from an older state, or the registry was replaced."),
    SNAPSHOT_AGE(
            gauge("rdrop_snapshot_age_seconds", "seconds"),
            "Time since the snapshot committed last was made, as of the scrape.",
            "Far above `registry.interval` and the checkpoint interval: as for `rdrop_snapshots_total`; who serves `latest` serves an old"
                    + " model."),
    EVALUATION_WINDOW(
            gauge("rdrop_evaluation_window_examples", "examples").ofSubtask(),
            "`evaluation.window` of the configuration: how many examples the scores of `scores=window` cover. With it a query can"
                    + " tell a fall of the accuracy from chance.",
            "Small: scores of the window jump; below 1,000 few changes of the stream stand out."),
    CHECKPOINT_INTERVAL(
            gauge("rdrop_checkpoint_interval_seconds", "seconds").ofSubtask(),
            "`checkpoint.interval` of the configuration.",
            "Not what the configuration says: another configuration is running."),
    SNAPSHOT_INTERVAL(
            gauge("rdrop_snapshot_interval_seconds", "seconds").ofSubtask(),
            "How often a snapshot of a model that learns is due: the longer of `registry.interval` and `checkpoint.interval`.",
            "`rdrop_snapshot_age_seconds` is far above it: as for that one."),
    RECORDS(
            counter("rdrop_records_total", "records").ofSubtask(),
            "Records read from Kafka, rejected ones included.",
            "Stands still: nothing arrives, or the job is restarting or held back by slow training."),
    REJECTED(
            counter("rdrop_rejected_total", "records").ofSubtask("reason"),
            "Records that went to the dead-letter topic, by reason; every reason is there from the start.",
            "Grows: read the dead letters; their headers say reason, detail and offset. Most often a producer has changed"
                    + " its columns. `too-many-models` grows: there are more model keys than `input.max-models` lets a"
                    + " subtask have. `state-full` grows: see `rdrop_subtask_state_bytes`.");

    /** Kind of series, as Prometheus knows it. */
    public enum Type {
        COUNTER,
        GAUGE,
        /** Cumulative buckets, sum and count; beside them {@code _max}, the largest value of the last minutes. */
        HISTOGRAM
    }

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final MeterShape shape;

    private final String meaning;
    private final String action;

    Meters(MeterShape shape, String meaning, String action) {
        this.shape = shape;
        this.meaning = meaning;
        this.action = action;
    }

    public Type type() {
        return shape.type();
    }

    /** The name as Prometheus sees it, {@code _total} of counters included. */
    public String series() {
        return shape.series();
    }

    /** What one unit of it is; empty for a bare number. */
    public String unit() {
        return shape.unit();
    }

    /** Keys of its labels. */
    public List<String> labels() {
        return shape.labels();
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
