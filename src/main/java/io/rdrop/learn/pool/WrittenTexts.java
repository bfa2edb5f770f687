package io.rdrop.learn.pool;

import io.rdrop.engine.SequenceModel.Translator;
import io.rdrop.engine.Tokenizer;
import io.rdrop.evaluate.TextOverlap;
import io.rdrop.example.Example;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.TextCounts;
import io.rdrop.example.TextOutputs;
import io.rdrop.example.TextOverlaps;
import io.rdrop.learn.TextSearch;
import io.rdrop.learn.sequence.LeadSentence;
import io.rdrop.learn.sequence.SubwordBatch;
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

    private final TransformerSpec spec;
    private final int mostTokens;

    WrittenTexts(TransformerSpec spec) {
        this.spec = spec;
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
     * @param network that predicts and writes
     * @param into [examples * outputs] or longer, written
     */
    void write(
            List<Example> examples,
            @Nullable Tokenizer subwords,
            int longest,
            IntPredicate isWritten,
            TextSearch search,
            Translator network,
            float[] into) {
        Arrays.fill(into, 0, examples.size() * outputs(), 0);
        for (int i = 0; i < examples.size(); i++) {
            TextOutputs outputs = new TextOutputs(into, i * outputs());
            PairFeatures pair = TransformerPool.features(examples.get(i));
            outputs.count(TextCounts.SENTENCES, 1);
            if (isWritten.test(i)) {
                write(pair, subwords == null ? "" : text(pair.source(), subwords, longest, search, network), outputs);
            }
        }
        if (subwords != null) {
            predict(examples, subwords, network, into);
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

    private String text(String source, Tokenizer subwords, int longest, TextSearch search, Translator network) {
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

    /** How probable the subwords of known targets are. */
    private void predict(List<Example> examples, Tokenizer subwords, Translator network, float[] into) {
        PairBatch pairs = new PairBatch(mostTokens, 0);
        int[] rows = new int[examples.size()];
        for (int i = 0; i < examples.size(); i++) {
            PairFeatures pair = TransformerPool.features(examples.get(i));
            String target = pair.target();
            if (target != null) {
                int at = pairs.targets().size();
                rows[at] = i;
                int cut = pairs.add(subwords.encode(pair.source()), subwords.encode(target));
                TextOutputs outputs = new TextOutputs(into, i * outputs());
                outputs.count(TextCounts.CUT, cut);
                outputs.count(
                        TextCounts.KEPT,
                        pairs.sources().get(at).length + pairs.targets().get(at).length);
            }
        }
        pairs.predict(network, spec.settings().outputs(), pairs.targets().size(), (pair, tokens, loss, hits) -> {
            TextOutputs outputs = new TextOutputs(into, rows[pair] * outputs());
            outputs.count(TextCounts.TOKENS, tokens);
            outputs.count(TextCounts.LOSS, (float) loss);
            outputs.count(TextCounts.HITS, hits);
        });
    }
}
