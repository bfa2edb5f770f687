package io.rdrop.encode;

import io.rdrop.config.PaddingMode;
import io.rdrop.config.TextConfig;
import io.rdrop.example.Example;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text as the numbers of its first words, in order: {@link #MASKED} fills short texts up and is not seen by the
 * network, {@link #UNKNOWN} is any word without a number of its own, words have the numbers after those in order of
 * first appearance. Where the network is to see what fills up, that is the number {@link #VISIBLE}, and words begin one
 * later. A text without words is one unknown word, so that no row is all padding.
 *
 * <p>Only words that the network saw get a number: those beyond the length of a sequence would use the vocabulary up
 * for nothing. Memory is bounded: vocabulary words of at most 255 UTF-16 units.
 */
final class SequenceEncoder implements Encoder {
    /** {@code io.rdrop.engine.InputShape.Tokens.PADDING}. */
    static final int MASKED = 0;

    static final int UNKNOWN = 1;
    static final int VISIBLE = 2;

    private static final int FORMAT = 1;

    private final TextConfig config;
    private final Words words;
    private final int filler;
    private final int firstWord;
    /** What gives the saved vocabulary and the inputs their meaning. */
    private final String layout;
    /** Word to number, in order of appearance. */
    private final Map<String, Integer> vocabulary = new LinkedHashMap<>();

    private final DictionaryBytes bytes;

    private boolean[] mask = {};

    /** @param maxDictionaryBytes of all words that it remembers */
    SequenceEncoder(TextConfig config, long maxDictionaryBytes) {
        this.config = config;
        this.bytes = new DictionaryBytes(maxDictionaryBytes);
        this.words = new Words(config.analyzer());
        boolean visible = config.padding() == PaddingMode.VISIBLE;
        this.filler = visible ? VISIBLE : MASKED;
        this.firstWord = firstWord(config);
        this.layout = "sequence, analyzer " + config.analyzer().name().toLowerCase(Locale.ROOT) + ", length "
                + config.length() + ", vocabulary " + config.vocabulary() + ", padding "
                + (visible ? "visible" : "masked");
    }

    /** The number of the first word that gets one. */
    static int firstWord(TextConfig config) {
        return config.padding() == PaddingMode.VISIBLE ? VISIBLE + 1 : UNKNOWN + 1;
    }

    @Override
    public int width() {
        return config.length();
    }

    @Override
    public void encode(List<Example> examples, float[] inputs) {
        int width = width();
        EncoderChecks.length(inputs, examples.size(), width);
        Arrays.fill(inputs, 0, examples.size() * width, filler);
        for (int row = 0; row < examples.size(); row++) {
            int at = row * width;
            List<String> text = words.of(EncoderChecks.text(examples.get(row)), width);
            inputs[at] = UNKNOWN;
            for (String word : text) {
                Integer number = vocabulary.get(word);
                inputs[at++] = number == null ? UNKNOWN : number;
            }
        }
    }

    @Override
    public boolean @Nullable [] mask(float[] inputs, int rows) {
        if (filler != MASKED) {
            return null;
        }
        if (mask.length < rows * width()) {
            mask = new boolean[rows * width()];
        }
        for (int at = 0; at < rows * width(); at++) {
            mask[at] = inputs[at] != MASKED;
        }
        return mask;
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        float[] tokens = new float[examples.size() * width()];
        encode(examples, tokens);
        double[] values = new double[tokens.length];
        Arrays.setAll(values, i -> tokens[i]);
        return List.of(new InputValues("tokens", values, new int[] {examples.size(), width()}));
    }

    @Override
    public Optional<TensorGraph> encode(Formula formula) {
        Value tokens =
                formula.graph().input("tokens", Tensor.Type.INT64, "numbers of the words", Graph.ROWS, (long) width());
        return Optional.of(TensorGraph.dense(width(), formula.toFloat(tokens)));
    }

    @Override
    public void observe(List<Example> examples) {
        for (Example example : examples) {
            String text = EncoderChecks.text(example);
            if (vocabulary.size() < config.vocabulary()) {
                words.of(text, width()).forEach(this::learn);
            }
        }
    }

    private void learn(String word) {
        if (vocabulary.size() < config.vocabulary() && !vocabulary.containsKey(word) && bytes.take(word)) {
            vocabulary.put(word, firstWord + vocabulary.size());
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        StateText.write(layout, out);
        out.writeInt(vocabulary.size());
        for (String word : vocabulary.keySet()) {
            StateText.write(word, out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        try {
            TextEncoders.requireFormat(in, FORMAT, layout);
            int size = in.readInt();
            if (size < 0 || size > config.vocabulary()) {
                throw new IOException("encoder state is damaged: " + size + " words in a vocabulary of "
                        + config.vocabulary() + " (text.vocabulary)");
            }
            vocabulary.clear();
            bytes.clear();
            for (int i = 0; i < size; i++) {
                String word = StateText.read(in);
                bytes.restore(word);
                if (vocabulary.put(word, firstWord + i) != null) {
                    throw new IOException("encoder state is damaged: the word " + word + " is there twice");
                }
            }
        } catch (EOFException e) {
            throw new IOException("encoder state is damaged: it ends too early", e);
        }
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("masked padding", MASKED);
        numbers.put("unknown word, or no word at all", UNKNOWN);
        if (filler == VISIBLE) {
            numbers.put("visible padding", VISIBLE);
        }
        numbers.put("first word of the vocabulary", firstWord);
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("encoder", "sequence of words");
        description.put("format", FORMAT);
        description.put("width", width());
        description.put("analyzer", words.describe());
        description.put("length", config.length());
        description.put("numbers", numbers);
        description.put("filled-with", filler);
        description.put("vocabulary-limit", config.vocabulary());
        description.put("vocabulary", List.copyOf(vocabulary.keySet()));
        return description;
    }

    @Override
    public int vocabulary() {
        return vocabulary.size();
    }

    @Override
    public long dictionaryBytes() {
        return bytes.used();
    }

    @Override
    public long turnedAway() {
        return bytes.turnedAway();
    }
}
