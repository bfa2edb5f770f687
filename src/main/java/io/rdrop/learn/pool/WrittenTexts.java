package io.rdrop.learn.pool;

import io.rdrop.engine.SequenceModel.Translator;
import io.rdrop.evaluate.TextOverlap;
import io.rdrop.example.Example;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.TextCounts;
import io.rdrop.example.TextOutputs;
import io.rdrop.example.TextOverlaps;
import io.rdrop.learn.TextSearch;
import io.rdrop.learn.sequence.LeadSentence;
import io.rdrop.learn.sequence.SubwordBatch;
import io.rdrop.learn.sequence.Subwords;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What a network writes for sources, and how far it is from the targets that are known. */
final class WrittenTexts {
    /** UTF-16 units that are kept of a text, per subword. */
    private static final int UNITS_PER_SUBWORD = 8;
    /** Subwords that a text may have beyond those of its source. */
    private static final int LONGER_THAN_SOURCE = 20;
    /** Tokens that are predicted at a time: each takes a probability for every subword. */
    private static final int MOST_TOKENS = 2048;

    private static final float LEAST = 1e-15f;

    private final TransformerSpec spec;
    private final Translator network;
    private final int mostTokens;
    private float[] probabilities = new float[0];

    WrittenTexts(TransformerSpec spec, Translator network) {
        this.spec = spec;
        this.network = network;
        mostTokens = spec.settings().maxLength();
    }

    int outputs() {
        return TextOutputs.width(mostUnits());
    }

    private int mostUnits() {
        return UNITS_PER_SUBWORD * mostTokens;
    }

    /**
     * Predicts examples: all tokens of their targets, and texts for those that are to be written.
     *
     * @param subwords null before they were learned: then every text is empty, and of tokens nothing is known
     * @param longest subwords of a text at most
     * @param isWritten which of the examples
     * @param search for them
     * @param into [examples * outputs] or longer, written
     */
    void write(
            List<Example> examples,
            @Nullable Subwords subwords,
            int longest,
            IntPredicate isWritten,
            TextSearch search,
            float[] into) {
        Arrays.fill(into, 0, examples.size() * outputs(), 0);
        for (int i = 0; i < examples.size(); i++) {
            TextOutputs outputs = new TextOutputs(into, i * outputs());
            PairFeatures pair = TransformerPool.features(examples.get(i));
            outputs.count(TextCounts.SENTENCES, 1);
            if (isWritten.test(i)) {
                write(pair, subwords == null ? "" : text(pair.source(), subwords, longest, search), outputs);
            }
        }
        if (subwords != null) {
            for (int from = 0; from < examples.size(); ) {
                from = predict(examples, from, subwords, into);
            }
        }
    }

    private void write(PairFeatures pair, String text, TextOutputs outputs) {
        outputs.text(text);
        if (pair.target() != null) {
            outputs.count(TextCounts.WRITTEN, 1);
            String referee = spec.areSummaries() ? LeadSentence.of(pair.source()) : pair.source();
            int at = outputs.from() + TextCounts.HEAD;
            TextOverlap.write(text, pair.target(), outputs.values(), at);
            TextOverlap.write(referee, pair.target(), outputs.values(), at + TextOverlaps.COUNTS);
        }
    }

    private String text(String source, Subwords subwords, int longest, TextSearch search) {
        SubwordBatch one = new SubwordBatch(mostTokens);
        one.add(subwords.encode(source));
        int most = Math.min(longest, one.get(0).length + LONGER_THAN_SOURCE);
        if (most == 0) {
            return ""; // nothing was learned yet
        }
        int[] found = network.translate(one.sequences(), search.beam(), search.lengthPenalty(), most)[0];
        String text = subwords.decode(found);
        return text.length() > mostUnits() ? text.substring(0, mostUnits()) : text;
    }

    /** Predicts the tokens of some targets; returns the first example that is left. */
    private int predict(List<Example> examples, int from, Subwords subwords, float[] into) {
        SubwordBatch sources = new SubwordBatch(mostTokens);
        SubwordBatch targets = new SubwordBatch(mostTokens);
        int[] rows = new int[examples.size() - from];
        int tokens = 0;
        int next = from;
        while (next < examples.size() && tokens < MOST_TOKENS) {
            PairFeatures pair = TransformerPool.features(examples.get(next));
            String target = pair.target();
            if (target != null) {
                rows[targets.size()] = next;
                int cut = sources.add(subwords.encode(pair.source())) + targets.add(subwords.encode(target));
                int of = targets.size() - 1;
                TextOutputs outputs = new TextOutputs(into, next * outputs());
                outputs.count(TextCounts.CUT, cut);
                outputs.count(TextCounts.KEPT, sources.get(of).length + targets.get(of).length);
                tokens += targets.get(of).length + 1;
            }
            next++;
        }
        if (targets.size() > 0) {
            predict(sources, targets, tokens);
            count(targets, rows, into);
        }
        return next;
    }

    private void predict(SubwordBatch sources, SubwordBatch targets, int tokens) {
        int values = tokens * spec.settings().outputs();
        if (probabilities.length < values) {
            probabilities = new float[values];
        }
        network.predict(sources.sequences(), targets.sequences(), probabilities);
    }

    /** Each target's log-loss, and its tokens that were the most probable; its end counts. */
    private void count(SubwordBatch targets, int[] rows, float[] into) {
        int outputs = spec.settings().outputs();
        int at = 0;
        for (int i = 0; i < targets.size(); i++) {
            int[] target = targets.get(i);
            double loss = 0;
            int hits = 0;
            for (int k = 0; k <= target.length; k++) {
                int truth = k < target.length ? target[k] : Translator.END;
                loss -= Math.log(Math.max(LEAST, probabilities[at + truth]));
                hits += isMostProbable(at, truth, outputs) ? 1 : 0;
                at += outputs;
            }
            TextOutputs of = new TextOutputs(into, rows[i] * outputs());
            of.count(TextCounts.TOKENS, target.length + 1);
            of.count(TextCounts.LOSS, (float) loss);
            of.count(TextCounts.HITS, hits);
        }
    }

    private boolean isMostProbable(int at, int truth, int outputs) {
        for (int k = 0; k < outputs; k++) {
            if (probabilities[at + k] > probabilities[at + truth]) {
                return false;
            }
        }
        return true;
    }
}
