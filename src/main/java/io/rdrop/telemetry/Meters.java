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
    CLASS_CONFUSION(
            gauge("rdrop_class_confusion_examples", "examples").with("class", "predicted"),
            "The confusion matrix: of the latest examples (`evaluation.window`) those of a class that were taken for another one, or for itself."
                    + " In tasks of up to 10 classes, for the models that `rdrop_class_recall_ratio` has.",
            "Large beside the diagonal: these two classes look alike; columns that tell them apart are missing, or labels are wrong."),
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
    BITS_PER_CHARACTER(
            gauge("rdrop_character_bits", "bits").with("scores"),
            "Language model: mean -log2 of the probability of a text's characters, each predicted before it was learned.",
            "Rises: the texts have changed, in language, subject or form. Near 8: what comes is compressed or encrypted."),
    FREQUENCIES_BITS_PER_CHARACTER(
            gauge("rdrop_frequencies_character_bits", "bits").with("scores"),
            "Language model, referee: bits per character by the frequencies of bytes.",
            "Near the model's: the texts have no order that could be learned."),
    COUNTS_BITS_PER_CHARACTER(
            gauge("rdrop_counts_character_bits", "bits").with("scores"),
            "Language model, referee: bits per character by counts after 1 to 5 bytes, whichever number of them is best.",
            "Below the model's: something is wrong; the model mixes these counts with more."),
    PERPLEXITY(
            gauge("rdrop_perplexity_ratio", "ratio").with("scores"),
            "Of characters 2 to the power of their bits; of targets e to the power of their tokens' mean -ln p.",
            "Rises: the texts have changed, in language, subject or form."),
    BLEU(
            gauge("rdrop_bleu_score", "").with("scores"),
            "Translation: BLEU of what was written before the target was learned, 0 to 100, as sacreBLEU's default.",
            "Falls: sources or targets have changed. Near 0 for long: too few pairs yet, or a vocabulary too small."),
    CHRF(
            gauge("rdrop_chrf_score", "").with("scores"),
            "Translation: chrF2 of what was written, 0 to 100, as sacreBLEU's default.",
            "As for `rdrop_bleu_score`."),
    COPIED_BLEU(
            gauge("rdrop_copied_bleu_score", "").with("scores"),
            "Translation, referee: BLEU of the sources.",
            "Near the model's: sources and targets are alike, or the model has learned nothing."),
    COPIED_CHRF(
            gauge("rdrop_copied_chrf_score", "").with("scores"),
            "Translation, referee: chrF2 of the sources.",
            "As for `rdrop_copied_bleu_score`."),
    ROUGE_L(
            gauge("rdrop_rouge_l_ratio", "ratio").with("scores"),
            "Summarization: mean F1 of longest common subsequences of words, as rouge_score's, without stemming.",
            "Falls: sources or summaries have changed."),
    ROUGE_1(
            gauge("rdrop_rouge1_ratio", "ratio").with("scores"),
            "Summarization: mean F1 of words.",
            "As for `rdrop_rouge_l_ratio`."),
    ROUGE_2(
            gauge("rdrop_rouge2_ratio", "ratio").with("scores"),
            "Summarization: mean F1 of pairs of words that stand together.",
            "As for `rdrop_rouge_l_ratio`."),
    LEAD_ROUGE_L(
            gauge("rdrop_lead_rouge_l_ratio", "ratio").with("scores"),
            "Summarization, referee: ROUGE-L of each source's first sentence.",
            "Above the model's: it has learned too little yet to be of use."),
    LEAD_ROUGE_1(
            gauge("rdrop_lead_rouge1_ratio", "ratio").with("scores"),
            "Summarization, referee: ROUGE-1 of each source's first sentence.",
            "As for `rdrop_lead_rouge_l_ratio`."),
    LEAD_ROUGE_2(
            gauge("rdrop_lead_rouge2_ratio", "ratio").with("scores"),
            "Summarization, referee: ROUGE-2 of each source's first sentence.",
            "As for `rdrop_lead_rouge_l_ratio`."),
    TOKEN_ACCURACY(
            gauge("rdrop_token_accuracy_ratio", "ratio").with("scores"),
            "Share of tokens whose tag was predicted, or, of targets, that were the most probable; before they were learned.",
            "Falls: the sequences have changed, or the tags mean something else now."),
    TOKEN_LOG_LOSS(
            gauge("rdrop_token_log_loss_nats", "nats").with("scores"),
            "Mean -ln of the probability of a token's tag, or, of what is written, of the target's tokens.",
            "Rises while the accuracy stays: the model is surer than it should be."),
    MACRO_F1(
            gauge("rdrop_macro_f1_ratio", "ratio").with("scores"),
            "Sequence tagging: mean over tags of F1, the harmonic mean of precision and recall.",
            "Far below the accuracy: rare tags are not found."),
    SPAN_F1(
            gauge("rdrop_span_f1_ratio", "ratio").with("scores"),
            "Sequence tagging: F1 of whole spans with their type, as conlleval counts them; of tags B-, I- and O only.",
            "Far below the accuracy: tokens are found, but not where spans begin and end."),
    FREQUENT_TAG_ACCURACY(
            gauge("rdrop_frequent_tag_token_accuracy_ratio", "ratio").with("scores"),
            "Sequence tagging, referee: token accuracy of the most frequent tag of the word.",
            "Near the model's: what stands around a word says little about its tag."),
    FREQUENT_TAG_MACRO_F1(
            gauge("rdrop_frequent_tag_macro_f1_ratio", "ratio").with("scores"),
            "Sequence tagging, referee: macro F1 of the most frequent tag of the word.",
            "As for `rdrop_frequent_tag_token_accuracy_ratio`."),
    FREQUENT_TAG_SPAN_F1(
            gauge("rdrop_frequent_tag_span_f1_ratio", "ratio").with("scores"),
            "Sequence tagging, referee: span F1 of the most frequent tag of the word.",
            "As for `rdrop_frequent_tag_token_accuracy_ratio`."),
    CUT_SHARE(
            gauge("rdrop_cut_token_ratio", "ratio").with("scores"),
            "Share of tokens that were cut off, since their sequence had more than `sequence.max-length`.",
            "Above 0.01: raise `sequence.max-length`, or send shorter sentences."),
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
    CONTROL_COMMANDS(
            counter("rdrop_control_commands_total", "").ofSubtask("verdict"),
            "Commands of `topics.control` by what became of them at each model: `applied`, `standing` (for models to come),"
                    + " `duplicate`, `out-of-order`, `older-epoch`, `refused`. Starts at 0 with the process.",
            "`older-epoch` grows: somebody sends with an epoch that another one has shut out. `refused` grows: the events"
                    + " on topic `models` say why (docs/steering.md)."),
    CONTROL_EPOCH(
            gauge("rdrop_control_epoch", ""),
            "Epoch of the last command that the model has taken; a model has this series and the next three once it was asked"
                    + " something.",
            "Differs between models for long: commands to one of them do not come; see whether its subtask is alive."),
    CONTROL_PAUSED(
            gauge("rdrop_control_paused", ""),
            "1 if the model was told to pause and learns nothing, else 0.",
            "1, and nobody means it: `rdrop control resume --model M`."),
    CONTROL_WAITING(
            gauge("rdrop_control_waiting_examples", "examples"),
            "Examples that wait to be learned: those of an incomplete micro-batch, and all since a pause.",
            "Grows under a pause: it takes room of `input.max-state-bytes`, and when that is used up, records go to the dead"
                    + " letters. Resume, or pause with `--predict`."),
    CONTROL_PASSED_OVER(
            counter("rdrop_control_passed_over_examples_total", "examples"),
            "Examples that were predicted and scored, but not learned, under a pause with `--predict`.",
            "Grows, and nobody means it: `rdrop control resume --model M`."),
    CHALLENGER_ROWS(
            gauge("rdrop_challenger_compared_examples", "examples"),
            "Examples that champion and challenger have both been scored on in the comparison in progress; with"
                    + " `challenger.settings` only.",
            "Stands still while the model learns: one of the two cannot be scored on what comes."),
    CHALLENGER_ADVANTAGE(
            gauge("rdrop_challenger_advantage", ""),
            "How much lower the challenger's mean loss is: nats of log-loss, or multiples of the mean squared error.",
            "Below 0 for good: the challenger is no better; try other settings, or take it out, which frees half of the"
                    + " time and memory."),
    CHALLENGER_LOWER(
            gauge("rdrop_challenger_advantage_lower", ""),
            "The lower confidence bound of the advantage, which holds however often it is looked at.",
            "Above 0: the challenger is better; with `challenger.promote: manual`, `rdrop control promote --model M`."),
    CHALLENGER_PROMOTIONS(
            counter("rdrop_challenger_promotions_total", ""),
            "How often a challenger took its model's place.",
            "Grows often: the two are about as good as each other; a higher `challenger.confidence`."),
    CHALLENGER_ROLLBACKS(
            counter("rdrop_challenger_rollbacks_total", ""),
            "How often a promotion was taken back, since the model before it was better within `challenger.watch`.",
            "Grows: what was better in the comparison was not so afterwards; see whether the stream drifts."),
    LAG_LEVEL(
            gauge("rdrop_lag_level", "").ofSubtask(),
            "By how many levels learning gives way because it is behind its records, 0 for not at all; with `lag.target` only.",
            "Above 0 for long: examples come faster than they can be learned in full; more partitions and `parallelism`, or a"
                    + " smaller pool (docs/steering.md)."),
    LAG_DELAY(
            gauge("rdrop_lag_delay_seconds", "seconds").ofSubtask(),
            "Time between a record's timestamp and its being learned, of the latest one; with `lag.target` only.",
            "Above `lag.target` at the highest level: nothing more can give way; add partitions and `parallelism`."),
    DRIFT_SIGNALS(
            counter("rdrop_drift_signals_total", "").with("detector", "watched", "signal"),
            "Signals of each detector of `drift` since the model began: `drift`, and of ddm `warning`; `watched` is what it"
                    + " watches. A model has this series and the next two if anything watches it.",
            "`drift` grows: the runbook's RdropDriftSignalled says what to do."),
    DRIFT_ESTIMATE(
            gauge("rdrop_drift_estimate", "").with("detector", "watched"),
            "Mean of what is watched, over the values that the detector holds to be of the present.",
            "Rises for long without a signal: the detector is too dull for the stream (docs/drift.md)."),
    DRIFT_ACTING(
            gauge("rdrop_drift_acting", ""),
            "1 while settings are other than configured because of a drift (`drift.action` share or rates), else 0.",
            "Nearly always 1: a detector signals all the time; take a duller one, or `drift.action: none`."),
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
                    + " subtask have. `state-full` grows: see `rdrop_subtask_state_bytes`."),
    SERVED_REQUESTS(
            counter("rdrop_served_requests_total", "requests").ofServer("code"),
            "`rdrop serve`: answered HTTP requests, by status code.",
            "4xx grow: a client asks for what there is not, or sends what the model does not take; the answer says what."
                    + " 5xx grow: see the log."),
    SERVED_ROWS(
            counter("rdrop_served_rows_total", "rows"),
            "`rdrop serve` and the scoring job: rows that a version predicted.",
            "Stands still: nobody asks, or all are refused; see `rdrop_served_requests_total`, or `rdrop_rejected_total`."),
    SERVE_DURATION(
            histogram("rdrop_serve_duration_seconds", "seconds").ofServer(),
            "`rdrop serve`: time from an inference's headers to its answer, the reading of its body included.",
            "Grows: more requests at a time than `--threads`, more rows a request, or a slow client."),
    SERVED_VERSION(
            gauge("rdrop_served_version", ""),
            "`rdrop serve` and the scoring job: the version that predicts; 0 while there is none.",
            "Below `rdrop_latest_version` for long: see `rdrop_served_version_refused`."),
    SERVED_VERSION_REFUSED(
            gauge("rdrop_served_version_refused", ""),
            "`rdrop serve` and the scoring job: 1 while the version that `latest` names cannot be opened or verified, so that"
                    + " the one before it predicts; else 0.",
            "Is 1: the log says why; look at it with `rdrop models verify`. The runbook's RdropVersionRefused says what to do."),
    SERVED_VERSIONS_REFUSED(
            counter("rdrop_served_versions_refused_total", "versions"),
            "The scoring job: how often a version was refused, since it could not be opened or verified.",
            "Grows: as for `rdrop_served_version_refused`."),
    SCORING_DELAY(
            histogram("rdrop_scoring_delay_seconds", "seconds").ofSubtask(),
            "The scoring job: from a record's Kafka timestamp to its prediction. A timestamp in the future counts as 0.",
            "Grows steadily: records come faster than they are predicted; raise `parallelism` and the partitions of"
                    + " `scoring.topic`. High after a start: the backlog is being worked off."),
    SCORING_WAITING(
            gauge("rdrop_scoring_waiting_records", "records").ofSubtask(),
            "The scoring job: records that wait for the first version of their model.",
            "Above 0 for long: their model has no version that can be used; see `rdrop_served_version_refused`, and whether the"
                    + " key is one that is learned."),
    SCORED_BY_PRIOR(
            counter("rdrop_scored_by_prior_total", "records"),
            "The scoring job: records that were answered as by a model that has learned nothing (`scoring.no-model: prior`).",
            "Grows: as for `rdrop_scoring_waiting_records`."),
    SCORING_STABILITY(
            gauge("rdrop_scoring_input_stability", ""),
            "The scoring job with `scoring.watch`: population stability index of the column that has shifted most, of the latest"
                    + " records against those that the version learned from (docs/drift.md).",
            "Above 0.25 for long: records to predict are not what was learned; the log names the columns."),
    SCORING_SHIFTED(
            gauge("rdrop_scoring_shifted_columns", "columns"),
            "The same: columns whose index is above 0.25.",
            "One: a sensor or a unit; all: another source."),
    SCORING_ENTROPY(
            gauge("rdrop_scoring_entropy_nats", "nats"),
            "The scoring job with `scoring.watch`: mean entropy of the probabilities that the latest records were answered with.",
            "Rises: answers are less sure than they were; no label is needed to see it."),
    SCORING_SIGNALS(
            counter("rdrop_scoring_entropy_signals_total", "signals"),
            "The same: how often ADWIN has signalled that this entropy has risen.",
            "Grows: as for `rdrop_scoring_input_stability`; see whether labels say that the model is worse, too."),
    SCORING_KL(
            gauge("rdrop_scoring_kl_nats", "nats"),
            "The scoring job with `scoring.kl-sample`: mean KL divergence between dropout passes on the latest records of the"
                    + " sample (of numbers, the mean square of their difference); NaN before the first `scoring.watch` records.",
            "Rises: dropout passes agree less on what is asked than on what was; docs/drift.md says how little that tells."),
    SCORING_KL_SIGNALS(
            counter("rdrop_scoring_kl_signals_total", "signals"),
            "The same: how often ADWIN has signalled that this divergence has risen.",
            "Grows: as for `rdrop_scoring_entropy_signals_total`."),
    COMPARED_VERSION(
            gauge("rdrop_compared_version", "").with("role"),
            "The scoring job with `scoring.shadow` or `scoring.canary`: the version that predicts; 0 while there is none that"
                    + " can be used. `role` is `latest`, `canary`, or `shadow:` and what `scoring.shadow` names.",
            "0 of a canary or a shadow: the log says why. A canary's records are answered by `latest` meanwhile; the runbook's"
                    + " RdropComparedVersionMissing says what to do."),
    COMPARED_ROWS(
            counter("rdrop_compared_rows_total", "rows").with("role"),
            "Rows that it predicted: of `latest` and `canary` those that it answered.",
            "Stands still for `canary`: its version cannot be used, or `scoring.canary.share` is small."),
    COMPARED_AGREED(
            counter("rdrop_compared_agreed_rows_total", "rows").with("role"),
            "Of a shadow, rows of the class that was answered.",
            "Grows far slower than `rdrop_compared_rows_total`: the two have learned different things; labels say which is right."),
    COMPARED_DIFFERENCE(
            counter("rdrop_compared_difference_total", "").with("role"),
            "Of a shadow, sum of the differences from what was answered: of classes half the sum of the absolute differences of"
                    + " their probabilities (0 to 1 a row), of numbers the absolute difference.",
            "As for `rdrop_compared_agreed_rows_total`."),
    COMPARED_LABELLED(
            counter("rdrop_compared_labelled_rows_total", "rows").with("role"),
            "Rows that it predicted whose record had a label.",
            "Stands still: records come without labels, and nothing is known of `rdrop_compared_error_total`."),
    COMPARED_ERRORS(
            counter("rdrop_compared_error_total", "").with("role"),
            "Sum of errors over the rows of `rdrop_compared_labelled_rows_total`: of classes 1 for a wrong one, of numbers the"
                    + " absolute error.",
            "Grows faster than that of `latest`, for as many labels: it is worse."),
    COMPARED_FAILED(
            counter("rdrop_compared_failed_rows_total", "rows").with("role"),
            "Rows that a canary or a shadow could not predict; the answer came from `latest`.",
            "Above 0: report it, with the log at level DEBUG."),
    COMPARED_DURATION(
            histogram("rdrop_compared_duration_seconds", "seconds").with("role"),
            "Time that it took to predict a row.",
            "Far above that of `latest`: it will be as much slower when it answers."),
    LATE_EVENTS(
            counter("rdrop_late_events_total", "events").with("outcome"),
            "Events of a job with `labels.topic` by what became of them: `matched` with a label, `timed_out` (no label within"
                    + " `labels.wait`), `no_room` (let go for `labels.max-bytes`), `duplicate` (an event of the id had come"
                    + " before), `corrected` (timed out, was learned as a class, and once more with a label that came within"
                    + " `labels.correction`).",
            "`timed_out` grows faster than usual: labels stopped, or come later than `labels.wait`; see"
                    + " `rdrop_late_labels_total`. `no_room` grows: raise `labels.max-bytes`, or lower `labels.wait`."),
    LATE_LABELS(
            counter("rdrop_late_labels_total", "labels").with("outcome"),
            "Labels of `labels.topic` by what became of them: `matched` with an event, `duplicate` (the event has one),"
                    + " `without_event` (no event of the id within `labels.wait`), `corrected` and `confirmed` (the event had been"
                    + " learned as `labels.timeout-class`, which was wrong or right).",
            "`without_event` grows: labels come later than `labels.wait`, carry other ids or another `model` than the events,"
                    + " or the events are rejected."),
    LABELS_REJECTED(
            counter("rdrop_labels_rejected_total", "labels").ofSubtask(),
            "Records of `labels.topic` that are no labels; they are dead letters with reason `bad-label`. Starts at 0 with the"
                    + " process.",
            "Grows: the dead letters' `detail` says what is wrong; mend the producer."),
    LATE_OUT_OF_TIME(
            counter("rdrop_late_out_of_time_total", ""),
            "Events, labels and predictions that came after others of a later time had been taken: their partition had brought"
                    + " nothing for `labels.idle`, and then something old.",
            "Grows: raise `labels.idle`. Until then the order of learning depends on when records came, and `rdrop audit`"
                    + " cannot compute it again."),
    LATE_WAITING(
            gauge("rdrop_late_waiting_events", "events"),
            "Events that wait for their labels.",
            "Grows beyond the rate of events times `labels.wait`: it cannot; report it."),
    LATE_AHEAD(
            gauge("rdrop_late_ahead_records", ""),
            "Events, labels and predictions that wait for the other topics to come to their time.",
            "Stays high: one topic or partition is behind the others; see the lag of its consumer."),
    LATE_BYTES(
            gauge("rdrop_late_bytes", "bytes"),
            "Bytes of what waits for its other half, and of the ids that are remembered; at most `labels.max-bytes`.",
            "At `labels.max-bytes`: the oldest are let go without their labels; raise it, or lower `labels.wait`."),
    LATE_OLDEST(
            gauge("rdrop_late_oldest_wait_seconds", "seconds"),
            "For how long the oldest of what waits has waited, by the records' time; at most `labels.wait`.",
            "Near `labels.wait`: some labels never come, as is usual; all of them, if `matched` stands still as well."),
    ANSWERS(
            counter("rdrop_served_answers_total", ""),
            "Predictions of the scoring job (`labels.predictions`) that were scored by the label that came later; a model has"
                    + " this series and the next four from the first one on.",
            "Stands still while labels match: predictions have other ids than the events, or the scoring job stands."),
    ANSWERS_VERSION(
            gauge("rdrop_served_answers_version", ""),
            "The newest version whose answers were scored.",
            "Far behind `rdrop_latest_version`: labels come late, or the scoring job serves an old version."),
    ANSWERS_ACCURACY(
            gauge("rdrop_served_answers_accuracy_ratio", "ratio"),
            "Share of right classes among the answers of that version, 0 to 1; NaN for numbers.",
            "Far below `rdrop_prequential_accuracy_ratio`: what is served is older than what is learned, as labels come late;"
                    + " or it was given other inputs than the events have."),
    ANSWERS_LOG_LOSS(
            gauge("rdrop_served_answers_log_loss_nats", "nats"),
            "Mean log-loss of the answers of that version; NaN for numbers.",
            "As for `rdrop_served_answers_accuracy_ratio`."),
    ANSWERS_RMSE(
            gauge("rdrop_served_answers_rmse", ""),
            "Root mean squared error of the answers of that version; NaN for classes.",
            "As for `rdrop_served_answers_accuracy_ratio`, with the errors of the model.");

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
