package io.rdrop.tools.audit;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.registry.SnapshotManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares every record of a topic with what the manifests of a registry say was trained on, and with the dead letters.
 *
 * <p>Use: tell which records found {@link #noRoom}, where each partition begins, add all records in offset order per
 * partition, then all dead letters, then {@link #finish}. The manifests must have been read before the records and the
 * records before the dead letters, so that a job that goes on meanwhile does not look wrong.
 */
public final class Audit {
    private final String topic;
    private final Map<String, List<SnapshotManifest>> manifests;
    private final boolean fromTheBeginning;
    private final Findings findings = new Findings();
    private final Map<Integer, Partition> partitions = new TreeMap<>();
    private final Map<Integer, OffsetSet> noRoom = new HashMap<>();

    /** What is known of one partition. */
    private static final class Partition {
        private final long earliest;
        private final Map<String, TrainedOffsets> models = new TreeMap<>();
        private final Map<Long, RejectionReason> rejections = new HashMap<>();
        private final Map<Long, List<String>> letters = new HashMap<>();
        private final OffsetSet pending = new OffsetSet();
        private final OffsetSet before = new OffsetSet();
        private long records;
        private long trained;
        private long foundNoRoom;
        private long next;

        Partition(long earliest) {
            this.earliest = earliest;
            next = earliest;
        }
    }

    /**
     * Before anything was read.
     *
     * @param manifests by model: its kept versions, oldest first
     * @param fromTheBeginning true if the job read the topic from its beginning, so that nothing may be missing there
     */
    public Audit(String topic, Map<String, List<SnapshotManifest>> manifests, boolean fromTheBeginning) {
        this.topic = topic;
        this.fromTheBeginning = fromTheBeginning;
        this.manifests = new TreeMap<>(manifests);
        this.manifests.forEach((model, versions) -> {
            if (!versions.isEmpty() && !versions.get(versions.size() - 1).saysWhatWasTrainedInAll()) {
                findings.problem("model " + model + ": version "
                        + versions.get(versions.size() - 1).version()
                        + " does not say what was trained on in all, as early versions of this software did not:"
                        + " its records are taken for pending");
            }
        });
    }

    /** Says that a partition exists, and which is the first offset that it still has. */
    public void partition(int partition, long earliest) {
        Partition created = new Partition(earliest);
        partitions.put(partition, created);
        manifests.keySet().forEach(model -> offsets(model, partition, created));
    }

    /** A dead letter, if it says that a record of a model found no room; before any record. */
    public void noRoom(DeadLetter letter) {
        if (letter.reason().equals(RejectionReason.STATE_FULL.code())) {
            noRoom.computeIfAbsent(letter.partition(), absent -> new OffsetSet())
                    .add(letter.offset());
        }
    }

    /** True if a record is known to have found no room: its model goes on without it. */
    public boolean foundNoRoom(SourcePosition position) {
        OffsetSet offsets = noRoom.get(position.partition());
        return offsets != null && offsets.contains(position.offset());
    }

    /** The next record of its partition. */
    public void record(Decoded decoded) {
        if (decoded instanceof Example example) {
            Partition partition = next(example.position());
            long offset = example.position().offset();
            if (foundNoRoom(example.position())) {
                partition.foundNoRoom++;
                return;
            }
            String challenger = ChallengerKey.of(example.model());
            if (manifests.containsKey(challenger)) { // whatever came before it began was never its own
                offsets(challenger, example.position().partition(), partition).accepted(offset);
            }
            switch (offsets(example.model(), example.position().partition(), partition)
                    .accepted(offset)) {
                case TRAINED -> partition.trained++;
                case PENDING -> partition.pending.add(offset);
                case BEFORE -> partition.before.add(offset);
            }
        } else if (decoded instanceof Rejection rejection) {
            SourcePosition position = rejection.record().position();
            next(position).rejections.put(position.offset(), rejection.reason());
        }
    }

    private Partition next(SourcePosition position) {
        Partition partition = partitions.get(position.partition());
        if (partition == null || position.offset() < partition.next) {
            throw new IllegalArgumentException("records must come in offset order from partitions that were told, but "
                    + position + (partition == null ? " is of another one" : " came after " + (partition.next - 1)));
        }
        partition.records++;
        partition.next = position.offset() + 1;
        return partition;
    }

    /** A dead letter of this topic. */
    public void deadLetter(DeadLetter letter) {
        Partition partition = partitions.get(letter.partition());
        if (partition == null) {
            findings.problem("a dead letter is of " + topic + "-" + letter.partition() + ", which does not exist");
            return;
        }
        partition
                .letters
                .computeIfAbsent(letter.offset(), absent -> new ArrayList<>())
                .add(letter.reason());
    }

    private TrainedOffsets offsets(String model, int index, Partition partition) {
        return partition.models.computeIfAbsent(
                model,
                absent -> new TrainedOffsets(model, topic, index, manifests.getOrDefault(model, List.of()), findings));
    }

    /** The result; to be called once. */
    public AuditReport finish() {
        long records = 0;
        long trained = 0;
        long rejected = 0;
        long pending = 0;
        long before = 0;
        for (Map.Entry<Integer, Partition> entry : partitions.entrySet()) {
            Partition partition = entry.getValue();
            long processed = -1;
            long began = Long.MAX_VALUE;
            for (TrainedOffsets offsets : partition.models.values()) {
                offsets.finish(partition.earliest, findings);
                processed = Math.max(processed, offsets.last());
                began = Math.min(began, offsets.first());
            }
            String place = topic + "-" + entry.getKey() + ": ";
            long confirmed = matchDeadLetters(place, partition, fromTheBeginning ? 0 : began, processed);
            long refused = matchRefusals(place, partition);
            rejected += confirmed + refused + partition.foundNoRoom;
            pending += partition.pending.size() + partition.rejections.size() - confirmed;
            before += partition.before.size();
            records += partition.records;
            trained += partition.trained;
        }
        Map<String, String> states = new TreeMap<>();
        manifests.forEach((model, versions) -> {
            if (!versions.isEmpty()) {
                states.put(model, versions.get(versions.size() - 1).stateSha256());
            }
        });
        if (fromTheBeginning && before > 0) {
            findings.problem(before + " accepted records of " + topic
                    + " are older than the first that their model was trained on, although the job began at the first");
        }
        return new AuditReport(
                records, trained, rejected, pending, before, states, findings.problems(), findings.notes());
    }

    /** @return rejected records that have their dead letter */
    private long matchDeadLetters(String place, Partition partition, long began, long processed) {
        Findings.Offsets missing = new Findings.Offsets();
        Findings.Offsets twice = new Findings.Offsets();
        Findings.Offsets unfounded = new Findings.Offsets();
        long confirmed = 0;
        for (Map.Entry<Long, RejectionReason> rejection : new TreeMap<>(partition.rejections).entrySet()) {
            List<String> letters = partition.letters.getOrDefault(rejection.getKey(), List.of());
            if (!letters.isEmpty()) {
                confirmed++;
                if (!letters.contains(rejection.getValue().code())) {
                    findings.problem(place + "the dead letter of offset " + rejection.getKey() + " says " + letters
                            + ", but the reason is " + rejection.getValue().code());
                }
            } else if (rejection.getKey() >= began && rejection.getKey() < processed) {
                missing.add(rejection.getKey());
            }
        }
        for (Map.Entry<Long, List<String>> letter : new TreeMap<>(partition.letters).entrySet()) {
            long offset = letter.getKey();
            if (letter.getValue().size() > 1) {
                twice.add(offset);
            }
            boolean acceptable = letter.getValue().contains(RejectionReason.NON_FINITE_UPDATE.code())
                    || RejectionReason.ofRoom().stream()
                            .anyMatch(reason -> letter.getValue().contains(reason.code()));
            if (!acceptable
                    && offset >= partition.earliest
                    && offset < partition.next
                    && !partition.rejections.containsKey(offset)) {
                unfounded.add(offset);
            }
        }
        report(
                place,
                missing,
                " rejected, but without a dead letter, although later records are in committed versions");
        report(place, twice, " with more than one dead letter");
        report(place, unfounded, " with a dead letter, but acceptable or not there");
        return confirmed;
    }

    /** @return acceptable records whose dead letter says that there was no room for their model */
    private long matchRefusals(String place, Partition partition) {
        Findings.Offsets trained = new Findings.Offsets();
        long refused = 0;
        for (Map.Entry<Long, List<String>> letter : new TreeMap<>(partition.letters).entrySet()) {
            long offset = letter.getKey();
            if (!letter.getValue().contains(RejectionReason.TOO_MANY_MODELS.code())
                    || offset < partition.earliest
                    || offset >= partition.next
                    || partition.rejections.containsKey(offset)) {
                continue;
            }
            if (partition.pending.remove(offset) || partition.before.remove(offset)) {
                refused++;
            } else {
                trained.add(offset);
            }
        }
        report(place, trained, " with a dead letter for want of room for their model, but trained on or not there");
        return refused;
    }

    private void report(String place, Findings.Offsets offsets, String fault) {
        if (offsets.count() > 0) {
            findings.problem(place + offsets + fault);
        }
    }
}
