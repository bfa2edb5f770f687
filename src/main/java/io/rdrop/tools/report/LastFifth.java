package io.rdrop.tools.report;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TagCounts;
import io.rdrop.example.TextCounts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Scores of the last fifth of what was scored: of those that are means over examples, and of those of tags and texts,
 * the difference of two sums. Where the fifth begins is known to a point of the curve, a thousandth of a long run.
 */
public final class LastFifth {
    private static final double BEFORE = 0.8;

    private LastFifth() {}

    /**
     * Scores since the curve's point that stands nearest to four fifths of the last one's examples.
     *
     * @param curve in order
     */
    static Scores of(List<CurvePoint> curve) {
        return ofScores(curve.stream().map(CurvePoint::cumulative).toList());
    }

    /**
     * As {@link #of}, of scores since the start.
     *
     * @param curve in order
     */
    public static Scores ofScores(List<Scores> curve) {
        if (curve.isEmpty()) {
            return new Scores(0, Map.of());
        }
        Scores end = curve.get(curve.size() - 1);
        double wanted = BEFORE * end.examples();
        Scores begin = curve.get(0);
        for (Scores point : curve) {
            if (Math.abs(point.examples() - wanted) < Math.abs(begin.examples() - wanted)) {
                begin = point;
            }
        }
        return between(begin, end);
    }

    private static Scores between(Scores begin, Scores end) {
        long examples = end.examples() - begin.examples();
        TagCounts counts = end.tagCounts();
        if (counts != null) {
            TagCounts before = begin.tagCounts();
            return new Scores(examples, (before == null ? counts : counts.since(before)).scores());
        }
        TextCounts ofTexts = end.textCounts();
        if (ofTexts != null) {
            TextCounts before = begin.textCounts();
            return new Scores(examples, (before == null ? ofTexts : ofTexts.since(before)).scores());
        }
        Map<Score, Double> values = new EnumMap<>(Score.class);
        for (Score score : end.values().keySet()) {
            if (score.isMean()) {
                double before = begin.examples() == 0 ? 0 : begin.get(score) * begin.examples();
                values.put(score, (end.get(score) * end.examples() - before) / examples);
            }
        }
        Double bits = values.get(Score.BITS_PER_CHARACTER);
        if (bits != null) {
            values.put(Score.PERPLEXITY, Math.pow(2, bits));
        }
        return new Scores(examples, values);
    }
}
