package io.rdrop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.ClassScores;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TextFeatures;
import io.rdrop.registry.OffsetLedger;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.Prequential;
import io.rdrop.registry.SnapshotManifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A topic of 40 records, of two models and some broken ones, against versions that say the truth or do not. */
class AuditTest {
    private static final String TOPIC = "examples";
    private static final int RECORDS = 40;

    /** Every seventh record is broken, the others belong to two models in turns of three. */
    private static Decoded record(int partition, long offset) {
        SourcePosition position = new SourcePosition(TOPIC, partition, offset, 0);
        if (offset % 7 == 3) {
            return new Rejection(new RawRecord(position, new byte[0]), RejectionReason.NOT_JSON, "broken");
        }
        return new Example(position, "", model(offset), 0, new TextFeatures("x"), 0);
    }

    private static String model(long offset) {
        return offset % 3 == 0 ? "de" : "fr";
    }

    /** What a faultless job leaves: a version per model after each of these numbers of records. */
    private static final class History {
        private final Map<String, List<SnapshotManifest>> manifests = new TreeMap<>();
        private final Map<String, OffsetLedger> own = new TreeMap<>();
        private final Map<String, OffsetLedger> inAll = new TreeMap<>();
        private final List<DeadLetter> letters = new ArrayList<>();

        void train(int partition, long offset) {
            if (record(partition, offset) instanceof Example example) {
                own.computeIfAbsent(example.model(), absent -> new OffsetLedger())
                        .add(example.position());
                inAll.computeIfAbsent(example.model(), absent -> new OffsetLedger())
                        .add(example.position());
            } else {
                letters.add(new DeadLetter(partition, offset, "not-json"));
            }
        }

        void snapshot() {
            own.forEach((model, ledger) -> {
                List<SnapshotManifest> versions = manifests.computeIfAbsent(model, absent -> new ArrayList<>());
                versions.add(manifest(
                        model,
                        versions.size() + 1,
                        ledger.drain(),
                        inAll.getOrDefault(model, new OffsetLedger()).ranges()));
            });
        }

        static History faultless() {
            History history = new History();
            for (int i = 0; i < RECORDS; i++) {
                history.train(0, i);
                if (i == 12 || i == 25 || i == 35) {
                    history.snapshot();
                }
            }
            return history;
        }

        AuditReport audit() {
            return audit(0, RECORDS, true);
        }

        AuditReport audit(int first, int end, boolean fromTheBeginning) {
            Audit audit = new Audit(TOPIC, manifests, fromTheBeginning);
            letters.forEach(audit::noRoom);
            audit.partition(0, first);
            for (int i = first; i < end; i++) {
                audit.record(record(0, i));
            }
            letters.forEach(audit::deadLetter);
            return audit.finish();
        }

        List<SnapshotManifest> versions(String model) {
            return manifests.getOrDefault(model, new ArrayList<>());
        }

        void change(String model, int index, UnaryOperator<SnapshotManifest> change) {
            List<SnapshotManifest> versions = versions(model);
            versions.set(index, change.apply(versions.get(index)));
        }
    }

    private static SnapshotManifest manifest(
            String model, long version, List<OffsetRange> trained, List<OffsetRange> inAll) {
        Scores scores = ClassScores.of(40, 0.75, 0.5, 0.6, 0.5, 0.25);
        return new SnapshotManifest(
                SnapshotManifest.FORMAT,
                model,
                version,
                version > 1 ? version - 1 : null,
                version,
                version,
                trained,
                inAll,
                "hash",
                Map.of(),
                Long.toString(version).repeat(64),
                0,
                0,
                new Prequential(scores, scores),
                Instant.EPOCH,
                "test",
                null);
    }

    private static SnapshotManifest with(SnapshotManifest of, List<OffsetRange> trained, List<OffsetRange> inAll) {
        return manifest(of.model(), of.version(), trained, inAll);
    }

    @Test
    void everyRecordOfAFaultlessJobIsTrainedOnRejectedOrPending() {
        AuditReport report = History.faultless().audit();

        assertThat(report.problems()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.records()).isEqualTo(40);
        assertThat(report.rejected()).isEqualTo(6);
        assertThat(report.pending()).isEqualTo(3); // 36, 37 and 39; 38 is broken and has its letter
        assertThat(report.trained()).isEqualTo(31);
        assertThat(report.states())
                .containsExactlyInAnyOrderEntriesOf(Map.of("de", "3".repeat(64), "fr", "3".repeat(64)));
    }

    @Test
    void olderVersionsNeedNotBeKept() {
        History history = History.faultless();
        history.manifests.values().forEach(versions -> versions.subList(0, 2).clear());

        AuditReport report = history.audit();

        assertThat(report.problems()).isEmpty();
        assertThat(report.trained()).isEqualTo(31);
    }

    @Test
    void partitionsAreApart() {
        History history = new History();
        for (int i = 0; i < RECORDS; i++) {
            history.train(i % 2, i / 2);
        }
        history.snapshot();
        Audit audit = new Audit(TOPIC, history.manifests, true);
        for (int partition = 0; partition < 2; partition++) {
            audit.partition(partition, 0);
            for (int i = 0; i < RECORDS / 2; i++) {
                audit.record(record(partition, i));
            }
        }
        history.letters.forEach(audit::deadLetter);

        AuditReport report = audit.finish();

        assertThat(report.problems()).isEmpty();
        assertThat(report.trained() + report.rejected()).isEqualTo(40);
    }

    @Test
    void findsAnOffsetThatWasLeftOut() {
        History history = new History();
        for (int i = 0; i < RECORDS; i++) {
            if (i != 18) {
                history.train(0, i);
            }
            if (i == 12 || i == 25 || i == 39) {
                history.snapshot();
            }
        }

        assertThat(history.audit().problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem)
                        .contains("model de, examples-0: version 2 says", "but the topic has 3 accepted records there"))
                .anySatisfy(problem -> assertThat(problem).contains("model de", "the newest version says", "in all"));
    }

    @Test
    void findsAnOffsetBetweenTwoVersions() {
        History history = new History();
        for (int i = 0; i < RECORDS; i++) {
            if (i != 15) {
                history.train(0, i);
            }
            if (i == 12 || i == 39) {
                history.snapshot();
            }
        }

        assertThat(history.audit().problems()).anySatisfy(problem -> assertThat(problem)
                .contains("model de, examples-0: offset 15 accepted, but in no version's range"));
    }

    @Test
    void findsAnOffsetThatWasTrainedOnTwiceAndOneOutOfOrder() {
        History twice = new History();
        History swapped = new History();
        for (int i = 0; i < RECORDS; i++) {
            twice.train(0, i);
            if (i == 9) {
                twice.train(0, i);
            }
            swapped.train(0, i == 9 ? 12 : i == 12 ? 9 : i);
        }
        twice.snapshot();
        swapped.snapshot();

        assertThat(twice.audit().problems()).hasSize(2).allSatisfy(problem -> assertThat(problem)
                .contains("model de"));
        assertThat(swapped.audit().problems()).hasSize(2).allSatisfy(problem -> assertThat(problem)
                .contains("digest"));
    }

    @Test
    void findsVersionsThatTrainedOnTheSameOffsets() {
        History history = History.faultless();
        history.change(
                "de", 1, third -> with(third, history.versions("de").get(0).trained(), third.trainedInAll()));

        assertThat(history.audit().problems()).anySatisfy(problem -> assertThat(problem)
                .contains("version 2 starts at offset 0, but a version before it had trained up to 12"));
    }

    @Test
    void findsSumsThatDoNotAddUp() {
        History history = History.faultless();
        history.change(
                "fr",
                1,
                second -> with(
                        second, second.trained(), history.versions("fr").get(2).trainedInAll()));

        assertThat(history.audit().problems())
                .anySatisfy(problem -> assertThat(problem).contains("model fr", "version 2 says", "were added"));
    }

    @Test
    void findsWhatIsWrongWithDeadLetters() {
        History history = History.faultless();
        history.letters.remove(0); // 3
        history.letters.add(new DeadLetter(0, 10, "not-json"));
        history.letters.set(1, new DeadLetter(0, 17, "wrong-type"));
        history.letters.add(new DeadLetter(0, 18, "not-json"));
        history.letters.add(new DeadLetter(4, 18, "not-json"));

        AuditReport report = history.audit();

        assertThat(report.problems())
                .hasSize(5)
                .anySatisfy(problem -> assertThat(problem).contains("examples-4, which does not exist"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("the dead letter of offset 17 says [wrong-type], but the reason is not-json"))
                .anySatisfy(problem -> assertThat(problem).contains("offset 3 rejected, but without a dead letter"))
                .anySatisfy(problem -> assertThat(problem).contains("offset 10 with more than one dead letter"))
                .anySatisfy(problem -> assertThat(problem).contains("offset 18 with a dead letter, but acceptable"));
        assertThat(report.rejected()).isEqualTo(5);
    }

    @Test
    void aRecordOfAModelThatThereWasNoRoomForIsRejected() {
        History history = new History();
        for (int i = 0; i < RECORDS; i++) {
            if (record(0, i) instanceof Example example && example.model().equals("fr")) {
                history.letters.add(new DeadLetter(0, i, "too-many-models"));
            } else {
                history.train(0, i);
            }
        }
        history.snapshot();

        AuditReport report = history.audit();

        assertThat(report.problems()).isEmpty();
        assertThat(report.pending()).isZero();
        assertThat(report.trained()).isEqualTo(12);
        assertThat(report.trained() + report.rejected()).isEqualTo(40);
    }

    @Test
    void aModelThatFoundRoomLaterOwesNothingBeforeThat() {
        History history = new History();
        for (int i = 0; i < RECORDS; i++) {
            if (i < 20
                    && record(0, i) instanceof Example example
                    && example.model().equals("fr")) {
                history.letters.add(new DeadLetter(0, i, "too-many-models"));
            } else {
                history.train(0, i);
            }
        }
        history.snapshot();

        AuditReport report = history.audit();

        assertThat(report.problems()).isEmpty();
        assertThat(report.before()).isZero();
        assertThat(report.trained() + report.rejected()).isEqualTo(40);
    }

    @Test
    void aModelGoesOnWithoutARecordThatFoundNoRoom() {
        History history = new History();
        int refused = 0;
        for (int i = 0; i < RECORDS; i++) {
            if (record(0, i) instanceof Example && i % 5 == 3) {
                history.letters.add(new DeadLetter(0, i, "state-full"));
                refused++;
            } else {
                history.train(0, i);
            }
            if (i == 20) {
                history.snapshot();
            }
        }
        history.snapshot();

        AuditReport report = history.audit();

        assertThat(refused).isPositive();
        assertThat(report.problems()).isEmpty();
        assertThat(report.pending()).isZero();
        assertThat(report.trained() + report.rejected()).isEqualTo(40);
    }

    @Test
    void findsARecordThatWasTrainedOnAlthoughItFoundNoRoom() {
        History history = History.faultless();
        history.letters.add(new DeadLetter(0, 12, "state-full"));

        assertThat(history.audit().problems())
                .anySatisfy(problem -> assertThat(problem).contains("in all, but the topic has"));
    }

    @Test
    void findsARecordThatWasTrainedOnAlthoughThereWasNoRoomForItsModel() {
        History history = History.faultless();
        history.letters.add(new DeadLetter(0, 12, "too-many-models"));

        assertThat(history.audit().problems()).singleElement().satisfies(problem -> assertThat(problem)
                .contains("offset 12 with a dead letter for want of room for their model, but trained on"));
    }

    @Test
    void aRejectionBeyondTheCommittedVersionsIsPendingWithoutItsLetter() {
        History history = History.faultless();
        history.letters.removeIf(letter -> letter.offset() == 38);

        AuditReport report = history.audit();

        assertThat(report.problems()).isEmpty();
        assertThat(report.pending()).isEqualTo(4);
    }

    @Test
    void whatTheTopicHasLostIsNotedAndTheRestStillProven() {
        History history = History.faultless();
        history.letters.removeIf(letter -> letter.offset() < 14);
        AuditReport report = history.audit(14, RECORDS, true);

        assertThat(report.problems()).isEmpty();
        assertThat(report.notes()).hasSize(2).allSatisfy(note -> assertThat(note)
                .contains("the topic begins at offset 14"));

        history.change(
                "de", 2, third -> with(third, history.versions("fr").get(2).trained(), third.trainedInAll()));
        assertThat(history.audit(14, RECORDS, true).problems())
                .anySatisfy(problem -> assertThat(problem).contains("model de", "version 3 says"));
    }

    @Test
    void aJobThatBeganLaterOwesNothingBefore() {
        History history = new History();
        for (int i = 14; i < RECORDS; i++) {
            history.train(0, i);
        }
        history.snapshot();

        AuditReport later = history.audit(0, RECORDS, false);

        assertThat(later.problems()).isEmpty();
        assertThat(later.before()).isEqualTo(12);
        assertThat(history.audit(0, RECORDS, true).problems())
                .anySatisfy(problem -> assertThat(problem).contains("12 accepted records", "older than the first"))
                .anySatisfy(problem -> assertThat(problem).contains("2 offsets: 3, 10 rejected, but without"));
    }

    @Test
    void recordsComeInOrder() {
        Audit audit = new Audit(TOPIC, Map.of(), true);
        audit.partition(0, 0);
        audit.record(record(0, 5));

        assertThatThrownBy(() -> audit.record(record(0, 5))).hasMessageContaining("came after 5");
        assertThatThrownBy(() -> audit.record(record(1, 6))).hasMessageContaining("is of another one");
    }

    /** As the first development versions wrote them: only of the first one it is known. */
    @Test
    void olderManifestsAreReadAndNothingIsClaimedOfThem() {
        History history = History.faultless();
        history.change("de", 1, AuditTest::withoutInAll);

        assertThat(history.audit().problems()).isEmpty();

        history.change("de", 2, AuditTest::withoutInAll);
        assertThat(history.audit().problems())
                .singleElement()
                .asString()
                .contains("model de: version 3 does not say what was trained on in all");
    }

    private static SnapshotManifest withoutInAll(SnapshotManifest manifest) {
        return new SnapshotManifest(
                manifest.format(),
                manifest.model(),
                manifest.version(),
                manifest.parent(),
                manifest.step(),
                manifest.examples(),
                manifest.trained(),
                List.of(),
                manifest.configHash(),
                manifest.files(),
                manifest.stateSha256(),
                manifest.crossEntropy(),
                manifest.klDivergence(),
                manifest.prequential(),
                manifest.createdAt(),
                manifest.projectVersion(),
                null);
    }
}
