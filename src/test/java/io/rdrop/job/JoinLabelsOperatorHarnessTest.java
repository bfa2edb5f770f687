package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.ExampleRecordFormat;
import io.rdrop.late.Arrival;
import io.rdrop.late.Late;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events and labels at the operator, with its state; what is joined is LabelJoinTest's. */
class JoinLabelsOperatorHarnessTest {
    @Test
    void nothingIsTakenBeforeBothInputsHaveComeToItsTime() throws Exception {
        try (Harness harness = Harness.at(Late.config(), null)) {
            harness.label(Late.label("a", 0, 20, 1));
            harness.labelsReach(30);
            harness.event("a", 0, 10);
            assertThat(harness.learned()).isEmpty();
            harness.eventsReach(19);
            assertThat(harness.learned()).isEmpty();
            harness.eventsReach(25);
            assertThat(harness.learned()).containsExactly("a 1.0");
        }
    }

    @Test
    void whereNobodyBringsAnythingNothingIsHeld() throws Exception {
        try (Harness harness = Harness.at(Late.config(), null)) {
            harness.event("a", 0, 10);
            harness.label(Late.label("a", 0, 20, 1));
            harness.eventsRest();
            assertThat(harness.learned()).isEmpty();
            harness.labelsRest();
            assertThat(harness.learned()).containsExactly("a 1.0");
            harness.label(Late.label("b", 1, 5, 0));
            harness.event("b", 1, 4);
            assertThat(harness.learned())
                    .as("what comes too late is taken at once")
                    .containsExactly("b 0.0");
        }
    }

    @Test
    void whatIsNotLearnedIsADeadLetterWhereConfigured() throws Exception {
        try (Harness harness = Harness.at(Late.config("labels.unmatched=dead-letter"), null)) {
            harness.event("a", 0, 10);
            harness.label(Late.label("b", 3, 20, 1));
            harness.eventsReach(500);
            harness.labelsReach(500);
            harness.snapshot(1);
            assertThat(harness.rejected())
                    .containsExactly("event-without-label examples-0@0", "label-without-event labels-0@3");
        }
    }

    /** Killed anywhere and restored, with the inputs meeting otherwise than before. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void killsChangeNothing(long seed) throws Exception {
        Random random = new Random(seed);
        List<Example> events = new ArrayList<>();
        List<Arrival> labels = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            events.add(Late.example("id-" + i, i, 2L * i, Example.UNLABELLED));
            if (i % 20 != 0) {
                labels.add(Late.label("id-" + Math.max(1, i - random.nextInt(40)), i, 2L * i, i % 2));
            }
        }
        List<String> expected = new ArrayList<>();
        try (Harness whole = Harness.at(Late.config(), null)) {
            for (Example event : events) {
                whole.event(event);
            }
            for (Arrival label : labels) {
                whole.label(label);
            }
            whole.eventsReach(Long.MAX_VALUE);
            whole.labelsReach(Long.MAX_VALUE);
            expected.addAll(whole.learned());
        }

        List<String> committed = new ArrayList<>();
        @Nullable OperatorSubtaskState state = null;
        int[] saved = {0, 0};
        while (saved[0] < events.size() || saved[1] < labels.size()) {
            try (Harness harness = Harness.at(Late.config(), state)) {
                int event = saved[0];
                int label = saved[1];
                List<String> since = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    for (int n = random.nextInt(40); n > 0 && event < events.size(); n--) {
                        harness.event(events.get(event++));
                    }
                    for (int n = random.nextInt(40); n > 0 && label < labels.size(); n--) {
                        harness.label(labels.get(label++));
                    }
                    harness.eventsReach(event == events.size() ? Long.MAX_VALUE : 2L * event - 1);
                    harness.labelsReach(
                            label == labels.size()
                                    ? Long.MAX_VALUE
                                    : labels.get(label).timeMs() - 1);
                    since.addAll(harness.learned());
                    if (i == 2) {
                        state = harness.snapshot(1);
                        committed.addAll(since);
                        saved[0] = event;
                        saved[1] = label;
                    }
                }
            }
        }
        assertThat(committed).isEqualTo(expected).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    }

    private static final class Harness implements AutoCloseable {
        private final KeyedTwoInputStreamOperatorTestHarness<String, Example, Arrival, Example> harness;

        private Harness(KeyedTwoInputStreamOperatorTestHarness<String, Example, Arrival, Example> harness) {
            this.harness = harness;
        }

        static Harness at(JobConfig config, @Nullable OperatorSubtaskState state) throws Exception {
            KeyedTwoInputStreamOperatorTestHarness<String, Example, Arrival, Example> harness =
                    new KeyedTwoInputStreamOperatorTestHarness<>(
                            new JoinLabelsOperator(config, Jobs.ORIGINALS),
                            Example::model,
                            Arrival::model,
                            Types.STRING);
            harness.setup(new BinarySerializer<>(new ExampleRecordFormat()));
            if (state != null) {
                harness.initializeState(state);
            }
            harness.open();
            return new Harness(harness);
        }

        void event(String id, long offset, long timeMs) throws Exception {
            event(Late.example(id, offset, timeMs, Example.UNLABELLED));
        }

        void event(Example event) throws Exception {
            harness.processElement1(new StreamRecord<>(event, event.timeMs()));
        }

        void label(Arrival label) throws Exception {
            harness.processElement2(new StreamRecord<>(label, label.timeMs()));
        }

        void eventsReach(long timeMs) throws Exception {
            harness.processWatermark1(new Watermark(timeMs));
        }

        void labelsReach(long timeMs) throws Exception {
            harness.processWatermark2(new Watermark(timeMs));
        }

        void eventsRest() throws Exception {
            harness.processWatermarkStatus1(WatermarkStatus.IDLE);
        }

        void labelsRest() throws Exception {
            harness.processWatermarkStatus2(WatermarkStatus.IDLE);
        }

        /** What has been learned since it was asked last. */
        List<String> learned() {
            List<String> learned = harness.extractOutputValues().stream()
                    .map(example -> example.id() + " " + example.target())
                    .toList();
            harness.getOutput().clear();
            return learned;
        }

        List<String> rejected() {
            Queue<StreamRecord<Rejection>> side = harness.getSideOutput(Decoding.REJECTED);
            return side == null
                    ? List.of()
                    : side.stream()
                            .map(StreamRecord::getValue)
                            .map(letter -> letter.reason().code() + " "
                                    + letter.record().position())
                            .toList();
        }

        OperatorSubtaskState snapshot(long checkpoint) throws Exception {
            harness.getOperator().prepareSnapshotPreBarrier(checkpoint);
            return harness.snapshot(checkpoint, 0);
        }

        @Override
        public void close() {
            try {
                harness.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the operator", e);
            }
        }
    }
}
