package io.rdrop.example;

import io.rdrop.Public;
import java.util.List;

/** A prequential score: every example is predicted before it is trained on. A task's headline stands first. */
@Public
public enum Score {
    /** Share of correct predictions, 0..1. */
    ACCURACY("accuracy"),
    /** Cohen's kappa of the predictions against the labels; 0 where chance agreement is 1. */
    KAPPA("kappa"),
    /** Mean -ln p(label), nats, p floored at 1e-15. */
    LOG_LOSS("logLoss"),
    /** Expected calibration error: mean distance of confidence and accuracy over bins of confidence, 0..1. */
    CALIBRATION_ERROR("calibrationError"),
    /** Referee: accuracy of predicting the previous label. */
    NO_CHANGE_ACCURACY("noChangeAccuracy"),
    /** Referee: accuracy of predicting the most frequent label so far. */
    MAJORITY_ACCURACY("majorityAccuracy"),
    /** Referee in hindsight: accuracy of the best constant, which is the share of the most frequent label. */
    CONSTANT_ACCURACY("constantAccuracy"),
    /** Mean recall of the classes that occurred, 0..1; that of a constant is 1 / classes. */
    BALANCED_ACCURACY("balancedAccuracy"),
    /** Mean area under the ROC curve of each class against all others, 0..1; a half is chance. Since the start only. */
    AUC("auc"),
    /** Mean absolute error, in units of the target. */
    MAE("mae"),
    /** Root mean squared error, in units of the target. */
    RMSE("rmse"),
    /** Share of the target's variance that is explained: 1 - squared error / squared deviation from the mean. */
    R2("r2"),
    /** Referee: MAE of predicting the previous target. */
    LAST_VALUE_MAE("lastValueMae"),
    /** Referee: RMSE of predicting the previous target. */
    LAST_VALUE_RMSE("lastValueRmse"),
    /** Referee: MAE of predicting the mean of all targets so far. */
    RUNNING_MEAN_MAE("runningMeanMae"),
    /** Referee: RMSE of predicting the mean of all targets so far. */
    RUNNING_MEAN_RMSE("runningMeanRmse"),
    /** BLEU of what is written, of the whole corpus, 0..100 (Papineni et al. 2002; as sacreBLEU's default). */
    BLEU("bleu"),
    /** chrF2 of what is written, of the whole corpus, 0..100 (Popovic 2015; as sacreBLEU's default). */
    CHRF("chrf"),
    /** Referee: BLEU of the sources. */
    COPIED_BLEU("copiedBleu"),
    /** Referee: chrF2 of the sources. */
    COPIED_CHRF("copiedChrf"),
    /** Mean F1 of longest common subsequences of words, 0..1 (Lin 2004; as rouge_score's, without stemming). */
    ROUGE_L("rougeL"),
    /** Mean F1 of words, 0..1. */
    ROUGE_1("rouge1"),
    /** Mean F1 of pairs of words that stand together, 0..1. */
    ROUGE_2("rouge2"),
    /** Referee: ROUGE-L of each source's first sentence. */
    LEAD_ROUGE_L("leadRougeL"),
    /** Referee: ROUGE-1 of each source's first sentence. */
    LEAD_ROUGE_1("leadRouge1"),
    /** Referee: ROUGE-2 of each source's first sentence. */
    LEAD_ROUGE_2("leadRouge2"),
    /** Mean -log2 of the probability of a text's characters, bits. */
    BITS_PER_CHARACTER("bitsPerCharacter"),
    /** 2 to the power of the bits per character; of targets e to the power of their tokens' mean -ln p. */
    PERPLEXITY("perplexity"),
    /** Referee: bits per character by the frequencies of bytes. */
    FREQUENCIES_BITS_PER_CHARACTER("frequenciesBitsPerCharacter"),
    /** Referee in hindsight: bits per character by counts after 1 to 5 bytes, whichever number of them is best. */
    COUNTS_BITS_PER_CHARACTER("countsBitsPerCharacter"),
    /** Share of tokens whose tag was predicted, or, of targets, that were the most probable, 0..1. */
    TOKEN_ACCURACY("tokenAccuracy"),
    /** Mean -ln p of tokens' tags, or, of targets, of their tokens, nats, p floored at 1e-15. */
    TOKEN_LOG_LOSS("tokenLogLoss"),
    /** Mean over tags of F1, the harmonic mean of a tag's precision and recall; of the tags that occurred. */
    MACRO_F1("macroF1"),
    /** F1 of whole spans with their type, as conlleval counts them; only of tags that are B-, I- and O. */
    SPAN_F1("spanF1"),
    /** Referee: token accuracy of the most frequent tag of the word so far, of any word for a new one. */
    FREQUENT_TAG_ACCURACY("frequentTagAccuracy"),
    /** Referee: macro F1 of the most frequent tag of the word. */
    FREQUENT_TAG_MACRO_F1("frequentTagMacroF1"),
    /** Referee: span F1 of the most frequent tag of the word. */
    FREQUENT_TAG_SPAN_F1("frequentTagSpanF1"),
    /** Share of tokens that were cut off, since their sequence was longer than sequence.max-length. */
    CUT_SHARE("cutShare");

    private final String key;

    Score(String key) {
        this.key = key;
    }

    /**
     * The score of a name in JSON.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Score ofKey(String key) {
        for (Score score : values()) {
            if (score.key.equals(key)) {
                return score;
            }
        }
        throw new IllegalArgumentException("no score is called " + key);
    }

    /** Its name in JSON, camel case. */
    public String key() {
        return key;
    }

    /** The same score of predictors that need no inputs; empty for a referee and for a score without one. */
    public List<Score> referees() {
        return switch (this) {
            case ACCURACY -> List.of(NO_CHANGE_ACCURACY, MAJORITY_ACCURACY, CONSTANT_ACCURACY);
            case MAE -> List.of(LAST_VALUE_MAE, RUNNING_MEAN_MAE);
            case RMSE -> List.of(LAST_VALUE_RMSE, RUNNING_MEAN_RMSE);
            case BLEU -> List.of(COPIED_BLEU);
            case CHRF -> List.of(COPIED_CHRF);
            case ROUGE_L -> List.of(LEAD_ROUGE_L);
            case ROUGE_1 -> List.of(LEAD_ROUGE_1);
            case ROUGE_2 -> List.of(LEAD_ROUGE_2);
            case BITS_PER_CHARACTER -> List.of(FREQUENCIES_BITS_PER_CHARACTER, COUNTS_BITS_PER_CHARACTER);
            case TOKEN_ACCURACY -> List.of(FREQUENT_TAG_ACCURACY);
            case MACRO_F1 -> List.of(FREQUENT_TAG_MACRO_F1);
            case SPAN_F1 -> List.of(FREQUENT_TAG_SPAN_F1);
            default -> List.of();
        };
    }

    /**
     * Whether it is of a referee that must have seen all examples before: a yardstick, not a rule that one could
     * follow.
     */
    public boolean isInHindsight() {
        return this == CONSTANT_ACCURACY;
    }

    /** Whether it is an error in units of the target, or in bits, or of 100; not a share. */
    public boolean isInUnitsOfTarget() {
        return switch (this) {
            case MAE,
                    RMSE,
                    LAST_VALUE_MAE,
                    LAST_VALUE_RMSE,
                    RUNNING_MEAN_MAE,
                    RUNNING_MEAN_RMSE,
                    BLEU,
                    CHRF,
                    COPIED_BLEU,
                    COPIED_CHRF,
                    BITS_PER_CHARACTER,
                    PERPLEXITY,
                    FREQUENCIES_BITS_PER_CHARACTER,
                    COUNTS_BITS_PER_CHARACTER -> true;
            default -> false;
        };
    }

    /** Whether it is a mean over the scored examples. */
    public boolean isMean() {
        return switch (this) {
            case ACCURACY,
                    LOG_LOSS,
                    NO_CHANGE_ACCURACY,
                    MAJORITY_ACCURACY,
                    MAE,
                    LAST_VALUE_MAE,
                    RUNNING_MEAN_MAE,
                    BITS_PER_CHARACTER,
                    FREQUENCIES_BITS_PER_CHARACTER,
                    COUNTS_BITS_PER_CHARACTER,
                    TOKEN_ACCURACY,
                    TOKEN_LOG_LOSS,
                    FREQUENT_TAG_ACCURACY -> true;
            default -> false;
        };
    }

    /** Whether more of it is better. */
    public boolean isHigherBetter() {
        return switch (this) {
            case ACCURACY,
                    KAPPA,
                    NO_CHANGE_ACCURACY,
                    MAJORITY_ACCURACY,
                    CONSTANT_ACCURACY,
                    BALANCED_ACCURACY,
                    AUC,
                    R2,
                    BLEU,
                    CHRF,
                    COPIED_BLEU,
                    COPIED_CHRF,
                    ROUGE_L,
                    ROUGE_1,
                    ROUGE_2,
                    LEAD_ROUGE_L,
                    LEAD_ROUGE_1,
                    LEAD_ROUGE_2,
                    TOKEN_ACCURACY,
                    MACRO_F1,
                    SPAN_F1,
                    FREQUENT_TAG_ACCURACY,
                    FREQUENT_TAG_MACRO_F1,
                    FREQUENT_TAG_SPAN_F1 -> true;
            default -> false;
        };
    }
}
