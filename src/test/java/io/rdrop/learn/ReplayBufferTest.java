package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ReplayConfig;
import io.rdrop.config.ReplayType;
import io.rdrop.example.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayBufferTest {
    private static final long SEED = 42;

    @Test
    void aSlidingWindowKeepsTheLatest() {
        ReplayBuffer buffer = buffer(ReplayType.SLIDING_WINDOW, 5, SEED);
        for (int seen = 1; seen <= 23; seen++) {
            buffer.add(Streams.range(0, seen).get(seen - 1));
            int first = Math.max(0, seen - 5);
            assertThat(kept(buffer)).isEqualTo(targets(Streams.range(first, seen)));
        }
    }

    @Test
    void aReservoirKeepsEveryPlaceOfTheStreamAlikeOften() {
        int runs = 4_000;
        int stream = 60;
        int capacity = 12;
        int[] timesKept = new int[stream];
        for (int seed = 0; seed < runs; seed++) {
            ReplayBuffer buffer = buffer(ReplayType.RESERVOIR, capacity, seed);
            Streams.range(0, stream).forEach(buffer::add);
            for (double target : kept(buffer)) {
                timesKept[(int) target]++;
            }
        }
        // Pearson's statistic. Kept or not is binomial, and of each run exactly `capacity` are kept, so that it has
        // stream - 1 degrees of freedom after division by 1 - p; its mean is 59 and its deviation 10.9.
        double share = (double) capacity / stream;
        double expected = runs * share;
        double statistic = Arrays.stream(timesKept)
                        .mapToDouble(times -> (times - expected) * (times - expected) / expected)
                        .sum()
                / (1 - share);
        assertThat(statistic).isBetween(25.0, 110.0);
    }

    @Test
    void drawsEveryPlaceAlikeOften() {
        ReplayBuffer buffer = buffer(ReplayType.SLIDING_WINDOW, 20, SEED);
        Streams.range(0, 20).forEach(buffer::add);
        int[] times = new int[20];
        for (int step = 0; step < 1_000; step++) {
            buffer.draw(8, step).forEach(example -> times[(int) example.target()]++);
        }
        double expected = 1_000 * 8 / 20.0;
        double statistic = Arrays.stream(times)
                .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                .sum();
        assertThat(statistic).isBetween(4.0, 50.0); // 19 degrees of freedom
    }

    @Test
    void drawsDependOnSeedAndStepAlone() {
        ReplayBuffer buffer = filled(SEED);
        List<Double> first = targets(buffer.draw(10, 7));
        buffer.draw(3, 8);
        assertThat(targets(buffer.draw(10, 7))).isEqualTo(first);
        assertThat(targets(filled(SEED).draw(10, 7))).isEqualTo(first);
        assertThat(targets(buffer.draw(10, 8))).isNotEqualTo(first);
        assertThat(targets(filled(SEED + 1).draw(10, 7))).isNotEqualTo(first);
        assertThat(targets(buffer.draw(4, 7))).isEqualTo(first.subList(0, 4));
    }

    @ParameterizedTest
    @EnumSource(
            value = ReplayType.class,
            names = {"SLIDING_WINDOW", "RESERVOIR"})
    void neverHoldsMoreThanItsCapacity(ReplayType type) {
        ReplayBuffer buffer = buffer(type, 7, SEED);
        for (Example example : Streams.range(0, 100)) {
            buffer.add(example);
            assertThat(buffer.size()).isEqualTo(Math.min((int) example.target() + 1, 7));
        }
        assertThat(new HashSet<>(kept(buffer))).hasSize(7);
    }

    @Test
    void ofTypeNoneKeepsAndDrawsNothing() {
        ReplayBuffer buffer = buffer(ReplayType.NONE, 7, SEED);
        Streams.range(0, 9).forEach(buffer::add);
        assertThat(buffer.size()).isZero();
        assertThat(buffer.draw(5, 0)).isEmpty();
    }

    @Test
    void drawsNothingFromAnEmptyBuffer() {
        assertThat(buffer(ReplayType.RESERVOIR, 7, SEED).draw(5, 0)).isEmpty();
    }

    @Test
    void keepsHistoryAndUnlabelledExamples() throws IOException {
        ReplayBuffer buffer = buffer(ReplayType.RESERVOIR, 3, SEED);
        buffer.add(Streams.of(Double.NaN).get(0).withHistory(new double[] {3, 1}));
        ReplayBuffer restored = restored(buffer, ReplayType.RESERVOIR, 3);
        Example drawn = restored.draw(1, 0).get(0);
        assertThat(drawn.isLabelled()).isFalse();
        assertThat(drawn.history()).containsExactly(3, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = ReplayType.class,
            names = {"SLIDING_WINDOW", "RESERVOIR"})
    void restoredMidWayItHasTheSameFuture(ReplayType type) throws IOException {
        for (int before : new int[] {0, 3, 10, 33}) {
            ReplayBuffer buffer = buffer(type, 10, SEED);
            Streams.range(0, before).forEach(buffer::add);
            ReplayBuffer restored = restored(buffer, type, 10);
            for (Example example : Streams.range(before, before + 50)) {
                buffer.add(example);
                restored.add(example);
                long step = (long) example.target();
                assertThat(targets(restored.draw(6, step))).isEqualTo(targets(buffer.draw(6, step)));
            }
            assertThat(saved(restored)).isEqualTo(saved(buffer));
        }
    }

    @Test
    void refusesADamagedState() throws IOException {
        ReplayBuffer buffer = buffer(ReplayType.RESERVOIR, 10, SEED);
        Streams.range(0, 8).forEach(buffer::add);
        byte[] state = saved(buffer);
        assertThatThrownBy(() -> buffer(ReplayType.RESERVOIR, 5, SEED).restore(in(state)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("8 examples of 8 in a buffer of 5");
        byte[] fewerSeen = state.clone();
        fewerSeen[7] = 4;
        assertDamaged(fewerSeen);
        byte[] negative = state.clone();
        negative[8] = (byte) 0x80;
        assertDamaged(negative);
        byte[] lost = state.clone();
        lost[7] = 20; // 20 seen would have filled the buffer
        assertDamaged(lost);
        assertDamaged(Arrays.copyOf(state, state.length / 2));
    }

    private static void assertDamaged(byte[] state) {
        assertThatThrownBy(() -> buffer(ReplayType.RESERVOIR, 10, SEED).restore(in(state)))
                .isInstanceOf(IOException.class);
    }

    private static ReplayBuffer filled(long seed) {
        ReplayBuffer buffer = buffer(ReplayType.SLIDING_WINDOW, 50, seed);
        Streams.range(0, 50).forEach(buffer::add);
        return buffer;
    }

    private static ReplayBuffer buffer(ReplayType type, int capacity, long seed) {
        return new ReplayBuffer(new ReplayConfig(type, capacity, type == ReplayType.NONE ? 1 : 2), seed);
    }

    /** What is in the buffer, in ascending order: enough draws find everything. */
    private static List<Double> kept(ReplayBuffer buffer) {
        Set<Double> found = new HashSet<>();
        for (long step = 0; found.size() < buffer.size(); step++) {
            found.addAll(targets(buffer.draw(32, step)));
        }
        return found.stream().sorted().toList();
    }

    private static List<Double> targets(List<Example> examples) {
        return examples.stream().map(Example::target).toList();
    }

    private static byte[] saved(ReplayBuffer buffer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        buffer.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static ReplayBuffer restored(ReplayBuffer buffer, ReplayType type, int capacity) throws IOException {
        ReplayBuffer restored = buffer(type, capacity, SEED);
        DataInputStream in = in(saved(buffer));
        restored.restore(in);
        assertThat(in.read()).isEqualTo(-1);
        return restored;
    }

    private static DataInputStream in(byte[] state) {
        return new DataInputStream(new ByteArrayInputStream(state));
    }
}
