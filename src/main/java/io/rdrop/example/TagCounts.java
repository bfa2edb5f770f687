package io.rdrop.example;

import io.rdrop.Public;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The counts that scores of tags are made of. Unlike F1, they can be subtracted: what is between two points of a stream
 * has scores, too.
 *
 * @param values tokens, tokens cut off and summed log-loss in units of 2^-20 nats; then for spans, and for each tag,
 *     how many were labelled, predicted and both, predicted by the referee, and by it and labelled
 * @param hasSpans whether the tags are B-, I- and O
 */
@Public
public record TagCounts(List<Long> values, boolean hasSpans) {
    /** The unit of the summed log-loss, nats. */
    public static final double LOSS_UNIT = 0x1p-20;

    /** Counts before those of spans. */
    public static final int HEAD = 3;
    /** Counts of each tag, and of spans. */
    public static final int EACH = 5;

    private static final int LABELLED = 0;
    private static final int PREDICTED = 1;
    private static final int HITS = 2;
    private static final int REFEREE_PREDICTED = 3;
    private static final int REFEREE_HITS = 4;

    public TagCounts {
        values = List.copyOf(values);
        if (values.size() < HEAD + EACH || (values.size() - HEAD) % EACH != 0) {
            throw new IllegalArgumentException(
                    "counts of tags must be " + HEAD + " and multiples of " + EACH + " but were " + values.size());
        }
    }

    /** Counts since an earlier point of the same stream. */
    public TagCounts since(TagCounts earlier) {
        List<Long> difference = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            difference.add(values.get(i) - earlier.values.get(i));
        }
        return new TagCounts(difference, hasSpans);
    }

    public long tokens() {
        return values.get(0);
    }

    /** The scores that these counts give; NaN where nothing was counted. */
    public Map<Score, Double> scores() {
        double tokens = tokens();
        double cut = values.get(1);
        Map<Score, Double> scores = new EnumMap<>(Score.class);
        scores.put(Score.TOKEN_ACCURACY, hits(HITS) / tokens);
        scores.put(Score.TOKEN_LOG_LOSS, values.get(2) * LOSS_UNIT / tokens);
        scores.put(Score.MACRO_F1, macroF1(PREDICTED, HITS));
        scores.put(Score.FREQUENT_TAG_ACCURACY, hits(REFEREE_HITS) / tokens);
        scores.put(Score.FREQUENT_TAG_MACRO_F1, macroF1(REFEREE_PREDICTED, REFEREE_HITS));
        if (hasSpans) {
            scores.put(Score.SPAN_F1, f1(HEAD, PREDICTED, HITS));
            scores.put(Score.FREQUENT_TAG_SPAN_F1, f1(HEAD, REFEREE_PREDICTED, REFEREE_HITS));
        }
        scores.put(Score.CUT_SHARE, cut / (tokens + cut));
        return scores;
    }

    private double hits(int which) {
        double sum = 0;
        for (int from = HEAD + EACH; from < values.size(); from += EACH) {
            sum += values.get(from + which);
        }
        return sum;
    }

    /** The mean over the tags that were labelled or predicted. */
    private double macroF1(int predicted, int hits) {
        double sum = 0;
        int occurred = 0;
        for (int from = HEAD + EACH; from < values.size(); from += EACH) {
            if (values.get(from + LABELLED) + values.get(from + predicted) > 0) {
                sum += f1(from, predicted, hits);
                occurred++;
            }
        }
        return sum / occurred;
    }

    /** 2 hits / (labelled + predicted); NaN of none. */
    private double f1(int from, int predicted, int hits) {
        return 2.0 * values.get(from + hits) / (values.get(from + LABELLED) + values.get(from + predicted));
    }
}
