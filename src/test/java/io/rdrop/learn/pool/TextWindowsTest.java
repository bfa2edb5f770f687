package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.engine.Sequences;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextWindowsTest {
    private static final int KEPT = 5;
    private static final int REPLAYS = 3;

    private static int symbol(int at) {
        return (at * 37 + at / 256) & 0xFF; // among them bytes that are no UTF-8
    }

    private static List<WindowBatch> add(TextWindows windows, int from, int to) {
        List<WindowBatch> batches = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (windows.add(symbol(i), 0.5)) {
                batches.add(windows.take(REPLAYS, batches.size()));
            }
        }
        return batches;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 9, 128})
    void eachByteIsNewOnceAndHasHalfAWindowBeforeIt(int length) {
        TextWindows windows = new TextWindows(length, KEPT, 1);
        List<WindowBatch> batches = add(windows, 0, 1000);
        int step = length / 2;
        int at = 0;
        for (WindowBatch batch : batches) {
            assertThat(batch.judged()).isEqualTo(step);
            assertThat(batch.nats()).isEqualTo(0.5 * step);
            for (int label : batch.labels()) {
                assertThat(label).isEqualTo(symbol(at++));
            }
            Sequences inputs = batch.inputs();
            assertThat(inputs.longest()).isLessThanOrEqualTo(length);
            double[] next = batch.next();
            assertThat(next).hasSize(inputs.total());
            assertThat(inputs.lengths()[0]).isEqualTo(at == step ? step : 2 * step);
        }
        assertThat(at).isEqualTo(1000 - 1000 % step);
        assertThat(windows.untilDue()).isEqualTo(step - 1000 % step);
        assertThat(windows.last()).hasSize(length);
        assertThat(windows.last()[length - 1]).isEqualTo((byte) symbol(999));
    }

    @Test
    void beforeTheFirstByteStandsALineFeed() {
        TextWindows windows = new TextWindows(8, KEPT, 1);
        assertThat(windows.last()).containsExactly('\n');
        WindowBatch first = add(windows, 0, 4).get(0);
        assertThat(first.inputs().tokens()).containsExactly('\n', symbol(0), symbol(1), symbol(2));
        assertThat(first.next()).containsExactly(symbol(0), symbol(1), symbol(2), symbol(3));
    }

    @Test
    void windowsThatAreLearnedAgainAreThoseThatWereLearned() {
        TextWindows windows = new TextWindows(8, 1000, 1);
        List<String> known = new ArrayList<>();
        int drawn = 0;
        for (WindowBatch batch : add(windows, 0, 400)) {
            List<String> all = batch.windows().stream().map(Arrays::toString).toList();
            List<String> again = all.subList(1, all.size());
            assertThat(known).containsAll(again);
            assertThat(again).hasSize(known.isEmpty() ? 0 : REPLAYS);
            drawn += again.size();
            known.add(all.get(0));
        }
        assertThat(drawn).isEqualTo(99 * REPLAYS);
        assertThat(windows.kept()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 93})
    void whatIsRestoredGoesOnAsWhatWasSaved(int before) throws IOException {
        TextWindows windows = new TextWindows(8, KEPT, 1);
        add(windows, 0, before);
        TextWindows restored = new TextWindows(8, KEPT, 1);
        add(restored, 500, 520);
        restore(restored, bytes(windows));
        assertThat(bytes(restored)).isEqualTo(bytes(windows));
        List<WindowBatch> ofRestored = add(restored, before, 200);
        List<WindowBatch> expected = add(windows, before, 200);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(ofRestored.get(i).windows())
                    .containsExactlyElementsOf(expected.get(i).windows());
        }
        assertThat(bytes(restored)).isEqualTo(bytes(windows));
    }

    @Test
    void refusesAStateOfOtherWindows() throws IOException {
        TextWindows windows = new TextWindows(8, KEPT, 1);
        add(windows, 0, 30);
        byte[] bytes = bytes(windows);
        assertThatThrownBy(() -> restore(new TextWindows(10, KEPT, 1), bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must be of windows of 10 bytes but was of 8");
        bytes[7] = 127;
        assertThatThrownBy(() -> restore(windows, bytes)).isInstanceOf(IOException.class);
    }

    private static byte[] bytes(TextWindows windows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        windows.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(TextWindows windows, byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        windows.restore(in);
        assertThat(in.read()).isNegative();
    }
}
