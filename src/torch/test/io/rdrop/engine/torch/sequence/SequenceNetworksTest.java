package io.rdrop.engine.torch.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Device;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.SequenceModel;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.SequenceSettings.Kind;
import io.rdrop.engine.Sequences;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.torch.Parameters;
import io.rdrop.engine.torch.Place;
import io.rdrop.objective.LossTerms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Taggers, language models and translators: gradients, lengths, restores, and that they learn. */
@SuppressWarnings("try") // a scope is there to be closed
class SequenceNetworksTest {
    private static final Place WIDE = new Place(Device.CPU, ScalarType.Double);
    private static final int VOCABULARY = 9;
    private static final int TAGS = 3;

    /** The networks on tokens, each with what it is asked. */
    enum Network {
        BILSTM_TAGGER(Kind.LSTM, false),
        TRANSFORMER_TAGGER(Kind.TRANSFORMER, false),
        LSTM_LANGUAGE_MODEL(Kind.LSTM, true),
        TRANSFORMER_LANGUAGE_MODEL(Kind.TRANSFORMER, true);

        private final Kind kind;
        private final boolean isCausal;

        Network(Kind kind, boolean isCausal) {
            this.kind = kind;
            this.isCausal = isCausal;
        }

        SequenceSettings settings() {
            return new SequenceSettings(
                    kind, VOCABULARY, isCausal ? VOCABULARY : TAGS, isCausal ? 1 : 2, 8, 2, 2, 12, 0.2);
        }

        TokenNetwork create(long seed, Place place, String... overrides) {
            JobConfig config = config(overrides);
            return TokenNetwork.of(isCausal, settings(), config.model(), config.rDrop(), seed, place);
        }

        Sequences batch(long seed, int... lengths) {
            Random random = new Random(seed);
            int total = Arrays.stream(lengths).sum() * settings().features();
            return new Sequences(
                    lengths,
                    settings().features(),
                    random.ints(total, 1, VOCABULARY).toArray());
        }

        double[] targets(Sequences batch) {
            double[] targets = new double[batch.total()];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = batch.tokens()[i * batch.width()] % settings().outputs();
            }
            return targets;
        }
    }

    private static JobConfig config(String... overrides) {
        String yaml = "features: [{name: x}]\nlabel: {classes: [a, b]}\nmodel: {dropout: 0.2, updater: {type: adam,"
                + " learning-rate: 0.01}, weight-decay: {decoupled: 0.01}}\nr-drop: {alpha: 1.5}\n";
        return JobConfigs.parse(yaml, "test", List.of(overrides));
    }

    private static TranslationNetwork translator(long seed, Place place) {
        JobConfig config = config();
        return TranslationNetwork.of(
                new SequenceSettings(Kind.TRANSFORMER, VOCABULARY, VOCABULARY, 1, 16, 1, 2, 10, 0.1),
                config.model(),
                config.rDrop(),
                seed,
                place);
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void theGradientIsThatOfTheLoss(Network network) {
        Sequences batch = network.batch(3, 4, 1, 3);
        double[] targets = network.targets(batch);
        targets[2] = Double.NaN;
        try (TokenNetwork model = network.create(1, WIDE)) {
            checkGradient(model, (passes, masks) -> model.logits(batch, passes, masks), targets, batch.total());
        }
    }

    @Test
    void theTranslatorsGradientIsThatOfTheLoss() {
        Sequences sources = new Sequences(new int[] {3, 1}, new int[] {1, 2, 3, 4});
        Sequences targets = new Sequences(new int[] {2, 4}, new int[] {5, 6, 7, 8, 1, 2});
        Sequences shifted = TranslationNetwork.started(targets);
        try (TranslationNetwork model = translator(1, WIDE)) {
            checkGradient(
                    model,
                    (passes, masks) -> model.logits(sources, shifted, passes, masks),
                    TranslationNetwork.ended(targets),
                    shifted.total());
        }
    }

    /** Central differences of some parameters of each kind, dropout and R-Drop included. */
    private static void checkGradient(
            SequenceNetwork model, SequenceNetwork.Forward forward, double[] targets, int rows) {
        model.masksOf(4);
        model.gradient(forward, targets, rows, false, 1.5);
        int length = Math.toIntExact(model.parameters());
        double[] gradient = new double[length];
        double[] values = new double[length];
        try (PointerScope scope = new PointerScope()) {
            Place.read(model.flat().gradient(), gradient, length);
            Place.read(model.flat().flat(), values, length);
        }
        double step = 1e-5;
        for (int at = 0; at < length; at += Math.max(1, length / 150)) {
            double[] around = new double[2];
            for (int side = 0; side < 2; side++) {
                double[] moved = values.clone();
                moved[at] += side == 0 ? step : -step;
                put(model, moved);
                LossTerms terms = model.gradient(forward, targets, rows, false, 1.5);
                around[side] = terms.loss();
            }
            put(model, values);
            assertThat(gradient[at])
                    .as("parameter %d", at)
                    .isCloseTo((around[0] - around[1]) / (2 * step), within(1e-7));
        }
    }

    private static void put(SequenceNetwork model, double[] values) {
        try (PointerScope scope = new PointerScope()) {
            model.flat().flat().copy_(WIDE.of(values, values.length));
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void aSequenceIsPredictedAsIfItStoodAlone(Network network) {
        try (TokenNetwork model = network.create(1, Place.CPU)) {
            Sequences batch = network.batch(5, 3, 12, 1, 7);
            float[] together = predict(model, batch);
            int outputs = network.settings().outputs();
            int from = 0;
            for (int length : batch.lengths()) {
                int width = batch.width();
                Sequences alone = new Sequences(
                        new int[] {length},
                        width,
                        Arrays.copyOfRange(batch.tokens(), from * width, (from + length) * width));
                assertThat(predict(model, alone))
                        .containsExactly(
                                Arrays.copyOfRange(together, from * outputs, (from + length) * outputs), within(1e-6f));
                from += length;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void aLongerSequenceBesideItChangesNothingOfAnUpdateButItsOwnPart(Network network) {
        Sequences one = network.batch(5, 3, 4);
        int width = one.width();
        int[] tokens = Arrays.copyOf(one.tokens(), one.tokens().length + 9 * width);
        Sequences more = new Sequences(new int[] {3, 4, 9}, width, tokens);
        double[] targets = network.targets(more);
        Arrays.fill(targets, 7, 16, Double.NaN);
        try (TokenNetwork alone = network.create(1, Place.CPU, "r-drop.passes=1", "r-drop.alpha=0");
                TokenNetwork beside = network.create(1, Place.CPU, "r-drop.passes=1", "r-drop.alpha=0")) {
            UpdateResult expected = alone.update(one, network.targets(one), GradientLimit.NONE);
            UpdateResult found = beside.update(more, targets, GradientLimit.NONE);
            assertThat(found.crossEntropy()).isCloseTo(expected.crossEntropy(), within(1e-6));
            assertThat(found.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-5));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Network.class,
            names = {"LSTM_LANGUAGE_MODEL", "TRANSFORMER_LANGUAGE_MODEL"})
    void aLanguageModelDoesNotLookAhead(Network network) {
        try (TokenNetwork model = network.create(1, Place.CPU)) {
            Sequences whole = network.batch(2, 10);
            Sequences start = new Sequences(new int[] {6}, Arrays.copyOf(whole.tokens(), 6));
            assertThat(predict(model, start))
                    .containsExactly(Arrays.copyOf(predict(model, whole), 6 * VOCABULARY), within(1e-6f));
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void goesOnAfterARestoreAsIfNothingHadHappened(Network network) throws IOException {
        try (TokenNetwork uninterrupted = network.create(5, Place.CPU);
                TokenNetwork lost = network.create(5, Place.CPU);
                TokenNetwork restored = network.create(5, Place.CPU)) {
            for (int step = 0; step < 4; step++) {
                learn(network, uninterrupted, step);
                learn(network, lost, step);
            }
            learn(network, restored, 77);
            restored.restore(new DataInputStream(new ByteArrayInputStream(save(lost))));
            assertThat(restored.step()).isEqualTo(4);
            for (int step = 4; step < 8; step++) {
                assertThat(learn(network, restored, step)).isEqualTo(learn(network, uninterrupted, step));
            }
            assertThat(save(restored)).isEqualTo(save(uninterrupted));
            assertThat(restored.stateSha256()).isEqualTo(uninterrupted.stateSha256());
        }
    }

    @Test
    void refusesTheStateOfAnotherNetwork() throws IOException {
        try (TokenNetwork one = Network.BILSTM_TAGGER.create(1, Place.CPU);
                TokenNetwork other = Network.TRANSFORMER_TAGGER.create(1, Place.CPU)) {
            byte[] state = save(one);
            assertThatThrownBy(() -> other.restore(new DataInputStream(new ByteArrayInputStream(state))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another network");
        }
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void learnsAndMeasuresRDropPerToken(Network network) {
        try (TokenNetwork model = network.create(5, Place.CPU, "model.updater.learning-rate=0.03")) {
            UpdateResult first = learn(network, model, 0);
            UpdateResult last = first;
            for (int step = 1; step < 250; step++) {
                last = learn(network, model, step);
            }
            assertThat(first.klDivergence()).isPositive();
            assertThat(first.loss()).isCloseTo(2 * first.crossEntropy() + 1.5 * first.klDivergence(), within(1e-9));
            assertThat(last.crossEntropy()).isLessThan(0.7 * first.crossEntropy());
            assertThat(model.tokens()).isEqualTo(250L * 12);
        }
    }

    @Test
    void refusesWhatIsNoBatchOfIts() {
        try (TokenNetwork model = Network.TRANSFORMER_TAGGER.create(1, Place.CPU)) {
            float[] room = new float[100];
            assertThatThrownBy(() -> model.predict(new Sequences(new int[] {1}, 2, new int[] {1, 9}), room))
                    .hasMessageContaining("within 0..8 but was 9");
            assertThatThrownBy(() -> model.predict(new Sequences(new int[] {1}, new int[] {1}), room))
                    .hasMessageContaining("must have 2 numbers");
            assertThatThrownBy(() -> model.predict(new Sequences(new int[] {13}, 2, new int[26]), room))
                    .hasMessageContaining("at most 12 tokens");
            assertThatThrownBy(() -> new Sequences(new int[] {1, 0}, new int[1]))
                    .hasMessageContaining("sequence 1 has none");
            assertThatThrownBy(() -> model.update(
                            new Sequences(new int[] {1}, 2, new int[2]), new double[] {TAGS}, GradientLimit.NONE))
                    .hasMessageContaining("label must be within 0..2");
            assertThat(model.step()).isZero();
        }
    }

    @Test
    void aTranslatorLearnsToReverseAndGoesOnAfterARestore() throws IOException {
        try (TranslationNetwork model = translator(3, Place.CPU);
                TranslationNetwork restored = translator(3, Place.CPU)) {
            Random random = new Random(1);
            for (int step = 0; step < 400; step++) {
                reverse(model, random.nextLong());
            }
            restored.restore(new DataInputStream(new ByteArrayInputStream(save(model))));
            reverse(model, 8);
            reverse(restored, 8);
            assertThat(save(restored)).isEqualTo(save(model));

            Sequences sources = new Sequences(new int[] {3, 2, 1}, new int[] {1, 2, 3, 4, 5, 6});
            int[][] expected = {{3, 2, 1}, {5, 4}, {6}};
            assertThat(model.translate(sources, 1, 0, 10)).isEqualTo(expected);
            assertThat(model.translate(sources, 4, 0.6, 10)).isEqualTo(expected);
        }
    }

    @Test
    void keysAndValuesThatAreKeptGiveWhatTheWholePrefixGives() {
        try (TranslationNetwork model = translator(3, Place.CPU)) {
            Random random = new Random(5);
            for (int step = 0; step < 20; step++) { // which teaches to go on for long, and no order: beams cross
                model.update(
                        new Sequences(
                                new int[] {2, 3}, random.ints(5, 1, VOCABULARY).toArray()),
                        new Sequences(
                                new int[] {8, 7}, random.ints(15, 1, VOCABULARY).toArray()),
                        GradientLimit.NONE);
            }
            Sequences sources = new Sequences(new int[] {3, 2, 1, 4}, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 1, 2});
            for (int beam : new int[] {1, 2, 5}) {
                int[][] found = model.translate(sources, beam, 0.6, 9);
                int from = 0;
                for (int i = 0; i < found.length; i++) {
                    int length = sources.lengths()[i];
                    int[] source = Arrays.copyOfRange(sources.tokens(), from, from + length);
                    assertThat(found[i]).isEqualTo(byWholePrefixes(model, source, beam, 9));
                    from += length;
                }
                assertThat(Arrays.stream(found)
                                .mapToInt(each -> each.length)
                                .max()
                                .orElseThrow())
                        .isGreaterThan(3);
            }
        }
    }

    /** The same search, each step by probabilities of whole targets, which nothing is kept for. */
    private static int[] byWholePrefixes(TranslationNetwork model, int[] source, int beam, int maxLength) {
        BeamSearch search = new BeamSearch(beam, 0.6);
        List<int[]> open = List.of(new int[0]);
        for (int step = 0; step < maxLength && !search.isOver(); step++) {
            float[] logs = new float[open.size() * VOCABULARY];
            for (int i = 0; i < open.size(); i++) {
                int[] prefix = open.get(i);
                // The last token is not looked at: the probability of what stands there is asked for.
                int[] target = Arrays.copyOf(prefix, prefix.length + 1);
                target[prefix.length] = 1;
                float[] probabilities = new float[(target.length + 1) * VOCABULARY];
                model.predict(
                        new Sequences(new int[] {source.length}, source),
                        new Sequences(new int[] {target.length}, target),
                        probabilities);
                for (int k = 0; k < VOCABULARY; k++) {
                    logs[i * VOCABULARY + k] = (float) Math.log(probabilities[prefix.length * VOCABULARY + k]);
                }
            }
            search.grow(logs, VOCABULARY);
            List<int[]> before = open;
            int[] origins = search.origins();
            long[] last = search.last();
            open = new ArrayList<>();
            for (int i = 0; i < origins.length; i++) {
                int[] grown = Arrays.copyOf(before.get(origins[i]), step + 1);
                grown[step] = (int) last[i];
                open.add(grown);
            }
        }
        return search.best();
    }

    private static void reverse(TranslationNetwork model, long seed) {
        Random random = new Random(seed);
        int[] lengths = random.ints(16, 1, 4).toArray();
        int[] tokens = random.ints(Arrays.stream(lengths).sum(), 1, VOCABULARY).toArray();
        int[] reversed = new int[tokens.length];
        int from = 0;
        for (int length : lengths) {
            for (int i = 0; i < length; i++) {
                reversed[from + i] = tokens[from + length - 1 - i];
            }
            from += length;
        }
        model.update(new Sequences(lengths, tokens), new Sequences(lengths, reversed), GradientLimit.NONE);
    }

    @Test
    void aWiderBeamFindsWhatGreedyMisses() {
        // After 1 nothing is likely, after 2 the end is certain; 1 is the likelier start.
        float[] start = log(0, 0.6, 0.4);
        float[] after1 = log(0.34, 0.33, 0.33);
        float[] after2 = log(1, 0, 0);
        assertThat(search(1, start, after1, after2)).containsExactly(1);
        assertThat(search(2, start, after1, after2)).containsExactly(2);
    }

    private static int[] search(int beam, float[] start, float[] after1, float[] after2) {
        BeamSearch search = new BeamSearch(beam, 0);
        float[] next = start;
        for (int step = 0; step < 3 && !search.isOver(); step++) {
            search.grow(next, 3);
            if (search.isOver()) {
                break;
            }
            long[] open = search.last();
            next = new float[3 * open.length];
            for (int i = 0; i < open.length; i++) {
                System.arraycopy(open[i] == 1 ? after1 : after2, 0, next, 3 * i, 3);
            }
        }
        return search.best();
    }

    private static float[] log(double... probabilities) {
        float[] logs = new float[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(probabilities[i] + 1e-9);
        }
        return logs;
    }

    @Test
    void exportsSafetensorsByName() throws IOException {
        try (TokenNetwork model = Network.BILSTM_TAGGER.create(1, Place.CPU)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            model.export(out);
            ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(file.getLong())];
            file.get(header);
            assertThat(new String(header, StandardCharsets.UTF_8))
                    .startsWith("{\"embedding.weight\":{\"dtype\":\"F32\",\"shape\":[9,8],\"data_offsets\":[0,288]}")
                    .contains("\"lstm.weight_ih_l1_reverse\":{\"dtype\":\"F32\",\"shape\":[16,8]");
            float[] values = new float[Math.toIntExact(model.parameters())];
            file.asFloatBuffer().get(values);
            float[] expected = new float[values.length];
            try (PointerScope scope = new PointerScope()) {
                Place.read(model.flat().flat(), expected, expected.length);
            }
            assertThat(values).isEqualTo(expected);
            assertThat(file.remaining()).isEqualTo(4 * values.length);
        }
    }

    private static UpdateResult learn(Network network, TokenNetwork model, int step) {
        Sequences batch = network.batch(step, 4, 2, 5, 1);
        return model.update(batch, network.targets(batch), GradientLimit.NONE);
    }

    private static float[] predict(TokenNetwork model, Sequences batch) {
        List<Parameters.Parameter> all = model.flat().list();
        int outputs = (int) all.get(all.size() - 1).length(); // the head's biases
        float[] probabilities = new float[batch.total() * outputs];
        model.predict(batch, probabilities);
        return probabilities;
    }

    private static byte[] save(SequenceModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
