package io.rdrop.late;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.state.ChunkMap;
import io.rdrop.state.StateParts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of events and labels; that their order across topics has no effect. */
class LabelJoinTest {
    @Test
    void anExampleIsLearnedWhenItsLabelComesInLabelOrder() {
        assertThat(run(
                        Late.config(),
                        Late.event("a", 0, 10),
                        Late.event("b", 1, 11),
                        Late.label("b", 0, 20, 1),
                        Late.label("a", 1, 21, 0)))
                .containsExactly("learn b 1", "learn a 0");
    }

    @Test
    void aLabelMayComeBeforeItsEvent() {
        assertThat(run(
                        Late.config(),
                        Late.label("a", 0, 10, 1),
                        Late.event("b", 0, 15),
                        Late.label("b", 1, 16, 0),
                        Late.event("a", 1, 20)))
                .containsExactly("learn b 0", "learn a 1");
    }

    @Test
    void aLabelOfTheSameTimeAsItsEventComesAfterIt() {
        assertThat(run(Late.config(), Late.label("a", 0, 10, 1), Late.event("a", 0, 10)))
                .containsExactly("learn a 1");
    }

    @Test
    void aLabelsWeightCountsInsteadOfItsEventsWhicheverCameFirst() {
        Arrival weighed =
                Arrival.of(Late.example("a", 0, 10, Example.UNLABELLED).weighing(3), 10);
        Arrival other = Arrival.of(Late.example("b", 1, 11, Example.UNLABELLED).weighing(3), 11);
        Arrival early = Arrival.of(Late.example("c", 2, 30, Example.UNLABELLED).weighing(3), 30);
        assertThat(run(
                        Late.config(),
                        weighed,
                        other,
                        Late.label("a", 0, 20, 1),
                        Late.label("b", 1, 21, 0, 0.5),
                        Late.label("c", 2, 22, 1, 0),
                        early))
                .containsExactly("learn a 1 weighing 3.0", "learn b 0 weighing 0.5", "learn c 1 weighing 0.0");
    }

    @Test
    void secondLabelsAndEventsAreCountedAndTeachNothing() {
        LateModel model = model(Late.config());
        List<String> told = run(
                model,
                Late.event("a", 0, 10),
                Late.event("a", 1, 11),
                Late.label("a", 0, 20, 1),
                Late.label("a", 1, 21, 0),
                Late.event("a", 2, 22),
                Late.label("early", 2, 23, 0),
                Late.label("early", 3, 24, 1),
                Late.event("early", 3, 25));

        assertThat(told)
                .containsExactly(
                        "duplicate-event examples-0@1",
                        "learn a 1",
                        "duplicate-label labels-0@1",
                        "duplicate-event examples-0@2",
                        "duplicate-label labels-0@3",
                        "learn early 0");
        assertThat(count(model, Tally.Count.MATCHED)).isEqualTo(2);
        assertThat(count(model, Tally.Count.DUPLICATE_EVENTS)).isEqualTo(2);
        assertThat(count(model, Tally.Count.DUPLICATE_LABELS)).isEqualTo(2);
    }

    @Test
    void nothingIsWaitedForLongerThanConfigured() {
        LateModel model = model(Late.config());
        List<String> told = run(
                model,
                Late.event("a", 0, 10),
                Late.label("nobody", 0, 11, 1),
                Late.label("a", 1, 110, 1), // the last moment
                Late.event("b", 1, 120),
                Late.label("b", 2, 221, 1));

        assertThat(told)
                .containsExactly("learn a 1", "label-without-event labels-0@0", "event-without-label examples-0@1");
        assertThat(count(model, Tally.Count.TIMED_OUT)).isEqualTo(1);
        assertThat(count(model, Tally.Count.LABELS_WITHOUT_EVENTS)).isEqualTo(1);
        assertThat(model.join().waitingEvents()).isZero();
    }

    @Test
    void anEventLearnedOnTimeOutIsLearnedOnceMoreWithItsLabel() {
        LateModel model = model(corrected());
        List<String> told = run(
                model,
                Late.event("a", 0, 10),
                Late.event("b", 1, 11),
                Late.event("c", 2, 12),
                Late.event("d", 3, 13),
                Late.event("a", 4, 150), // while it may be corrected
                Late.served("a", 0, 151, 3, 0.9f),
                Late.label("a", 0, 160, 1, 2.5),
                Late.label("b", 1, 161, 0),
                Late.label("a", 2, 200, 0),
                Late.label("c", 3, 412, 1), // the last moment: 12 + 100 + 300
                Late.label("d", 4, 414, 1), // too late
                Late.event("z", 5, 600));

        assertThat(told)
                .containsExactly(
                        "learn a 0 odds 1.0000",
                        "learn b 0 odds 1.0000",
                        "learn c 0 odds 1.0000",
                        "learn d 0 odds 1.0000",
                        "duplicate-event examples-0@4",
                        "learn a 1 weighing 2.5",
                        "confirmed labels-0@1",
                        "duplicate-label labels-0@2",
                        "learn c 1",
                        "label-without-event labels-0@4");
        assertThat(count(model, Tally.Count.TIMED_OUT)).isEqualTo(4);
        assertThat(count(model, Tally.Count.CORRECTED)).isEqualTo(2);
        assertThat(count(model, Tally.Count.CONFIRMED)).isEqualTo(1);
        assertThat(count(model, Tally.Count.MATCHED)).isZero();
        assertThat(model.join().scores().answers()).as("of a, by its label").isEqualTo(1);
    }

    /** (1 + 1) / (2 + 1 + 1) of the others are late, and all of the class of the time-out. */
    @Test
    void theOddsFollowHowOftenLabelsAreLate() {
        List<String> told = run(
                corrected(),
                Late.event("a", 0, 10),
                Late.event("b", 1, 11),
                Late.label("a", 0, 20, 1),
                Late.label("b", 1, 21, 1),
                Late.event("c", 2, 30),
                Late.label("c", 2, 150, 1),
                Late.event("d", 3, 160),
                Late.event("z", 4, 300));

        assertThat(told)
                .containsExactly(
                        "learn a 1", "learn b 1", "learn c 0 odds 0.3334", "learn c 1", "learn d 0 odds 0.5001");
    }

    @Test
    void whatWasLearnedIsLetGoFirstWhereThereIsNoRoom() {
        LateModel model = model(JobConfigs.with(corrected(), List.of("labels.max-bytes=4096")));
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            arrivals.add(Late.event("id-" + i, i, 40L * i));
        }
        Late.Told told = new Late.Told();
        for (Arrival arrival : arrivals) {
            model.add(arrival);
            model.advance(arrival.timeMs(), told);
            assertThat(model.join().heldBytes()).isLessThanOrEqualTo(4096);
        }
        assertThat(count(model, Tally.Count.NO_ROOM)).isZero();
        assertThat(model.join().waitingEvents()).isEqualTo(3);
    }

    /** What is to be corrected may change from one start to the next. */
    @Test
    void theCorrectionMayBeTurnedOnAndOff() throws Exception {
        LateModel with = model(corrected());
        run(with, Late.event("a", 0, 10), Late.event("b", 1, 150));
        LateModel without = saved(with, Late.config("labels.on-timeout=class", "labels.timeout-class='no'"));
        assertThat(run(without, Late.label("a", 0, 160, 1), Late.event("z", 2, 400)))
                .containsExactly("learn b 0", "label-without-event labels-0@0");

        LateModel before = model(Late.config("labels.on-timeout=class", "labels.timeout-class='no'"));
        run(before, Late.event("a", 0, 10), Late.event("b", 1, 150));
        StateParts state = new StateParts(new ChunkMap(), 1_000);
        before.save(state);
        LateModel after = model(corrected());
        after.restore(state);
        assertThat(run(after, Late.event("c", 2, 300), Late.label("b", 0, 310, 1)))
                .containsExactly("learn b 0 odds 1.0000", "learn b 1");
    }

    private static JobConfig corrected(String... others) {
        List<String> settings = new ArrayList<>(
                List.of("labels.on-timeout=class", "labels.timeout-class='no'", "labels.correction=300ms"));
        settings.addAll(List.of(others));
        return Late.config(settings.toArray(String[]::new));
    }

    @Test
    void eventsWithoutLabelsAreLearnedAsConfigured() {
        Arrival[] arrivals = {Late.event("a", 0, 10), Late.event("b", 1, 11), Late.event("c", 2, 300)};

        assertThat(run(Late.config("labels.on-timeout=class", "labels.timeout-class='yes'"), arrivals))
                .containsExactly("learn a 1", "learn b 1");
        assertThat(run(Late.config("labels.on-timeout=unlabelled", "r-drop.unlabelled=true"), arrivals))
                .containsExactly("learn a unlabelled", "learn b unlabelled");
    }

    /** Time passes by the topics, not by a clock: the end of them is over for nobody. */
    @Test
    void atTheEndWhatWaitsGoesOnWaiting() {
        LateModel model = model(Late.config());
        Late.Told told = new Late.Told();
        model.add(Late.event("a", 0, 10));
        model.add(Late.event("b", 1, 50));
        model.advance(110, told);
        model.advance(Long.MAX_VALUE, told);

        assertThat(told.lines()).containsExactly("event-without-label examples-0@0");
        assertThat(model.join().waitingEvents()).isEqualTo(1);
        assertThat(model.join().oldestWaitMs()).isZero();
    }

    @Test
    void anEventMayBringItsLabel() {
        assertThat(run(
                        Late.config(),
                        Late.labelled("a", 0, 10, 1),
                        Late.label("a", 0, 11, 0),
                        Late.label("b", 1, 12, 0),
                        Late.labelled("b", 1, 13, 1)))
                .containsExactly("learn a 1", "duplicate-label labels-0@0", "duplicate-label labels-0@1", "learn b 1");
    }

    @Test
    void whatWaitsIsBoundInBytesAndTheOldestGo() {
        LateModel model = model(Late.config("labels.max-bytes=4096"));
        Late.Told told = new Late.Told();
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            arrivals.add(Late.event("id-" + i, i, 10 + i));
        }
        arrivals.forEach(model::add);
        for (int i = 0; i < 50; i++) {
            model.advance(10 + i, told);
            assertThat(model.join().heldBytes()).isLessThanOrEqualTo(4096);
        }

        long gone = count(model, Tally.Count.NO_ROOM);
        assertThat(gone).isBetween(30L, 45L);
        assertThat(told.lines()).hasSize((int) gone).first().isEqualTo("event-without-label examples-0@0");
        assertThat(model.join().waitingEvents()).isEqualTo(50 - gone);
    }

    @Test
    void whatWasServedIsScoredByVersionWhenTheLabelIsKnown() {
        LateModel model = model(Late.config());
        run(
                model,
                Late.event("a", 0, 10),
                Late.event("b", 1, 10),
                Late.event("c", 2, 10),
                Late.served("a", 0, 11, 3, 0.9f),
                Late.served("a", 1, 12, 3, 0.1f), // a second answer is none
                Late.served("b", 2, 13, 4, 0.2f),
                Late.label("a", 0, 20, 0),
                Late.label("b", 1, 21, 0),
                Late.label("c", 2, 22, 1),
                Late.served("c", 3, 23, 4, 0.4f), // later than the label, of the same answer
                Late.served("c", 4, 24, 4, 0.4f),
                Late.served("d", 5, 25, 4, 0.4f),
                Late.event("z", 3, 500));

        assertThat(model.join().scores().all())
                .extracting(ServedScore::version, ServedScore::answers, ServedScore::hits)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(3L, 1L, 1L),
                        org.assertj.core.api.Assertions.tuple(4L, 2L, 1L));
        assertThat(model.join().scores().all().get(0).meanLogLoss()).isEqualTo(-Math.log(0.9f), within(1e-7));
        assertThat(model.join().scores().answers()).isEqualTo(3);
        assertThat(count(model, Tally.Count.SERVED_UNSCORED)).isEqualTo(3);
    }

    /** However the topics' records meet, and wherever it is stopped and restored, the same becomes of them. */
    @ParameterizedTest
    @CsvSource({"1,none", "2,none", "3,none", "4,none", "5,120ms", "6,120ms", "7,1h", "8,1h"})
    void theOrderAcrossTopicsHasNoEffect(long seed, String correction) throws Exception {
        JobConfig config = Late.config(
                "labels.max-bytes=40000",
                "labels.on-timeout=class",
                "labels.timeout-class='no'",
                "labels.correction=" + correction);
        Random random = new Random(seed);
        List<Arrival> events = new ArrayList<>();
        List<Arrival> labels = new ArrayList<>();
        List<Arrival> served = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            long timeMs = 3L * i + random.nextInt(3);
            String id = "id-" + (random.nextInt(50) == 0 ? Math.max(0, i - 3) : i);
            events.add(Late.event(id, i, timeMs));
            if (random.nextInt(20) > 0) {
                int delayMs = random.nextInt(correction.equals("none") ? 160 : 300) - 20;
                labels.add(Late.label(id, 0, timeMs + delayMs, random.nextInt(2)));
            }
            served.add(Late.served(id, i, timeMs + 1, 1 + i / 300, random.nextFloat()));
        }
        labels = inOffsetOrder(labels);
        List<Arrival> sorted = new ArrayList<>(events);
        sorted.addAll(labels);
        sorted.addAll(served);
        Collections.sort(sorted);
        LateModel whole = model(config);
        Late.Told expected = new Late.Told();
        sorted.forEach(whole::add);
        whole.advance(Long.MAX_VALUE, expected);

        LateModel model = model(config);
        Late.Told told = new Late.Told();
        List<List<Arrival>> topics = List.of(events, labels, served);
        int[] next = new int[3];
        while (next[0] < events.size() || next[1] < labels.size() || next[2] < served.size()) {
            int topic = random.nextInt(3);
            for (int n = random.nextInt(30);
                    n > 0 && next[topic] < topics.get(topic).size();
                    n--) {
                model.add(topics.get(topic).get(next[topic]++));
            }
            long reached = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                if (next[i] < topics.get(i).size()) {
                    reached = Math.min(reached, topics.get(i).get(next[i]).timeMs() - 1);
                }
            }
            model.advance(reached, told);
            if (random.nextInt(10) == 0) {
                model = saved(model, config);
            }
        }

        assertThat(told.lines()).isEqualTo(expected.lines());
        assertThat(model.join().scores().all()).isEqualTo(whole.join().scores().all());
        Set<String> learned = new HashSet<>();
        assertThat(told.lines().stream()
                        .filter(line -> line.startsWith("learn"))
                        .allMatch(line -> learned.add(line.split(" ", 3)[1] + line.contains("odds"))))
                .as("no id twice as the class of a time-out, nor twice as its label")
                .isTrue();
        Map<Tally.Count, Long> counts = new HashMap<>();
        for (Tally.Count count : Tally.Count.values()) {
            counts.put(count, count(model, count));
        }
        assertThat(counts.get(Tally.Count.MATCHED)).isGreaterThan(correction.equals("none") ? 500 : 200);
        assertThat(count(model, Tally.Count.CORRECTED) > 50).isEqualTo(!correction.equals("none"));
        assertThat(counts.get(Tally.Count.OUT_OF_TIME)).isZero();
    }

    /** After the wait as much comes as goes. */
    @Test
    void theStateIsFlatAfterTheWait() throws Exception {
        LateModel model = model(Late.config());
        Late.Told told = new Late.Told();
        List<Long> bytes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            model.add(Late.event("id-" + i, i, i));
            if (i % 20 != 0) {
                model.add(Late.label("id-" + i, i, i + 30, 1));
            }
            model.advance(i - 1, told);
            if (i % 1_000 == 999) {
                bytes.add(model.save(new StateParts(new ChunkMap(), StateParts.CHUNK_BYTES)));
            }
        }

        assertThat(bytes).allMatch(length -> Math.abs(length - bytes.get(1)) < 1_000, "as " + bytes.get(1));
    }

    private static List<Arrival> inOffsetOrder(List<Arrival> labels) {
        List<Arrival> sorted = new ArrayList<>(labels);
        sorted.sort((a, b) -> Long.compare(a.timeMs(), b.timeMs()));
        List<Arrival> numbered = new ArrayList<>();
        for (Arrival label : sorted) {
            numbered.add(Late.label(label.id(), numbered.size(), label.timeMs(), label.target()));
        }
        return numbered;
    }

    private static LateModel saved(LateModel model, JobConfig config) throws Exception {
        StateParts state = new StateParts(new ChunkMap(), 1_000);
        model.save(state);
        LateModel restored = model(config);
        restored.restore(state);
        assertThat(restored.join().heldBytes()).isEqualTo(model.join().heldBytes());
        return restored;
    }

    private static LateModel model(JobConfig config) {
        return new LateModel("default", config);
    }

    private static long count(LateModel model, Tally.Count count) {
        return model.join().tally().of(count);
    }

    private static List<String> run(JobConfig config, Arrival... arrivals) {
        return run(model(config), arrivals);
    }

    private static List<String> run(LateModel model, Arrival... arrivals) {
        Late.Told told = new Late.Told();
        List.of(arrivals).forEach(model::add);
        model.advance(Long.MAX_VALUE, told);
        return told.lines();
    }
}
