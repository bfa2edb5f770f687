package io.rdrop.example;

import io.rdrop.Public;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The counts that scores of texts are made of. Unlike BLEU, they can be added and subtracted: what is between two
 * points of a stream has scores, too.
 *
 * @param values by {@link TextCounts} constants: sentences, tokens of targets, their summed log-loss in {@link #UNIT}
 *     nats, tokens that were the most probable, tokens of sources and targets, those of them that were cut off,
 *     sentences that were written; then {@link TextOverlaps} of what was written, and of the referee
 * @param areSummaries whether ROUGE is what counts, and not BLEU
 */
@Public
public record TextCounts(List<Long> values, boolean areSummaries) {
    /** The unit of what is no count. */
    public static final double UNIT = 0x1p-20;

    public static final int SENTENCES = 0;
    public static final int TOKENS = 1;
    public static final int LOSS = 2;
    public static final int HITS = 3;
    public static final int KEPT = 4;
    public static final int CUT = 5;
    public static final int WRITTEN = 6;
    /** Counts before the overlaps. */
    public static final int HEAD = 7;
    /** Counts in all. */
    public static final int COUNTS = HEAD + 2 * TextOverlaps.COUNTS;

    public TextCounts {
        values = List.copyOf(values);
        if (values.size() != COUNTS) {
            throw new IllegalArgumentException("counts of texts must be " + COUNTS + " but were " + values.size());
        }
    }

    /** Counts since an earlier point of the same stream. */
    public TextCounts since(TextCounts earlier) {
        List<Long> difference = new ArrayList<>(COUNTS);
        for (int i = 0; i < COUNTS; i++) {
            difference.add(values.get(i) - earlier.values.get(i));
        }
        return new TextCounts(difference, areSummaries);
    }

    public long sentences() {
        return values.get(SENTENCES);
    }

    /** Sentences that a text was written for. */
    public long written() {
        return values.get(WRITTEN);
    }

    /** The scores that these counts give; NaN where nothing was counted. */
    public Map<Score, Double> scores() {
        Map<Score, Double> scores = new EnumMap<>(Score.class);
        TextOverlaps written = new TextOverlaps(values, HEAD);
        TextOverlaps referee = new TextOverlaps(values, HEAD + TextOverlaps.COUNTS);
        double sentences = written();
        if (areSummaries) {
            scores.put(Score.ROUGE_1, written.rouge(0) / sentences);
            scores.put(Score.ROUGE_2, written.rouge(1) / sentences);
            scores.put(Score.ROUGE_L, written.rouge(2) / sentences);
            scores.put(Score.LEAD_ROUGE_1, referee.rouge(0) / sentences);
            scores.put(Score.LEAD_ROUGE_2, referee.rouge(1) / sentences);
            scores.put(Score.LEAD_ROUGE_L, referee.rouge(2) / sentences);
        } else {
            scores.put(Score.BLEU, sentences == 0 ? Double.NaN : written.bleu());
            scores.put(Score.CHRF, sentences == 0 ? Double.NaN : written.chrF());
            scores.put(Score.COPIED_BLEU, sentences == 0 ? Double.NaN : referee.bleu());
            scores.put(Score.COPIED_CHRF, sentences == 0 ? Double.NaN : referee.chrF());
        }
        double tokens = values.get(TOKENS);
        scores.put(Score.PERPLEXITY, Math.exp(values.get(LOSS) * UNIT / tokens));
        scores.put(Score.TOKEN_ACCURACY, values.get(HITS) / tokens);
        scores.put(Score.TOKEN_LOG_LOSS, values.get(LOSS) * UNIT / tokens);
        double cut = values.get(CUT);
        scores.put(Score.CUT_SHARE, cut / (values.get(KEPT) + cut));
        return scores;
    }
}
