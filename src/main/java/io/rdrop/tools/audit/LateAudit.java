package io.rdrop.tools.audit;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.codec.LabelCodec;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.Unmatched;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.late.Arrival;
import io.rdrop.late.Fates;
import io.rdrop.late.LateModel;
import io.rdrop.late.PartitionTimes;
import io.rdrop.late.Served;
import io.rdrop.late.ServedJson;
import io.rdrop.late.ServedScore;
import io.rdrop.registry.SnapshotManifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * As {@link Audit}, of a job whose labels come apart from their events: joins both topics again, and holds the order in
 * which events must have been learned against what the versions say, and what was not learned against the dead letters.
 *
 * <p>Use: tell which events found {@link #noRoom}, add all records, in offset order per partition, and how far all
 * partitions have come, then all dead letters, then {@link #finish}.
 */
public final class LateAudit {
    private final JobConfig job;
    private final Map<String, List<SnapshotManifest>> manifests;
    private final ExampleCodec codec;
    private final LabelCodec labelCodec;
    private final ServedJson servedJson;
    private final boolean tells;
    private final Consumer<Example> learned;
    private final PartitionTimes times = new PartitionTimes();
    private final Map<String, LateModel> models = new TreeMap<>();
    private final Map<String, LearnedSequence> sequences = new TreeMap<>();
    private final LateTopic events;
    private final LateTopic labels;
    private final Map<String, Boolean> noRoom = new HashMap<>();
    private final Findings findings = new Findings();
    private long committedMs = Long.MIN_VALUE;

    /**
     * Before anything was read.
     *
     * @param job its references looked up
     * @param manifests by model: its kept versions, oldest first
     * @param learned told of each example, in the order of learning
     */
    public LateAudit(JobConfig job, Map<String, List<SnapshotManifest>> manifests, Consumer<Example> learned) {
        this.job = job;
        this.manifests = new TreeMap<>(manifests);
        this.learned = learned;
        codec = ExampleCodecs.of(job);
        labelCodec = new LabelCodec(job);
        servedJson = new ServedJson(job.label().classes());
        tells = job.labels().unmatched() == Unmatched.DEAD_LETTER;
        events = new LateTopic(job.topics().examples());
        labels = new LateTopic(Objects.requireNonNull(job.labels().topic(), "labels.topic"));
        this.manifests.keySet().forEach(this::sequence);
    }

    private LearnedSequence sequence(String model) {
        return sequences.computeIfAbsent(
                model,
                absent ->
                        new LearnedSequence(model, job.topics().examples(), manifests.getOrDefault(model, List.of())));
    }

    /** A dead letter of an event, if it says that there was no room; before any record. */
    void noRoom(DeadLetter letter) {
        if (RejectionReason.ofRoom().stream().anyMatch(room -> room.code().equals(letter.reason()))) {
            noRoom.put(job.topics().examples() + "-" + letter.partition() + "@" + letter.offset(), true);
        }
    }

    /** The next record of its partition, of any of the topics; returns the time that it is taken at. */
    long record(RawRecord record) {
        long timeMs = times.of(record.position());
        String topic = record.position().topic();
        if (topic.equals(job.topics().examples())) {
            event(record, timeMs);
        } else if (topic.equals(job.labels().topic())) {
            label(record, timeMs);
        } else {
            @Nullable Served served = servedJson.read(record);
            if (served != null) {
                add(Arrival.of(served, timeMs));
            }
        }
        return timeMs;
    }

    private void event(RawRecord record, long timeMs) {
        events.record();
        Decoded decoded = codec.decode(record);
        if (decoded instanceof Example example) {
            add(Arrival.of(example, timeMs));
        } else if (decoded instanceof Rejection rejection) {
            events.rejected(record.position(), rejection.reason(), timeMs, true);
        }
    }

    private void label(RawRecord record, long timeMs) {
        labels.record();
        try {
            add(Arrival.of(labelCodec.read(record), timeMs));
        } catch (ConfigException e) {
            labels.rejected(record.position(), RejectionReason.BAD_LABEL, timeMs, true);
        }
    }

    private void add(Arrival arrival) {
        models.computeIfAbsent(arrival.model(), absent -> new LateModel(absent, job))
                .add(arrival);
    }

    /** All partitions have come to a time; {@link Long#MAX_VALUE} at their end. */
    void reached(long timeMs) {
        models.values().forEach(model -> model.advance(timeMs, new Joined(model)));
    }

    private final class Joined implements Fates {
        private final LateModel model;

        Joined(LateModel model) {
            this.model = model;
        }

        @Override
        public void learn(Example example, @Nullable SourcePosition label) {
            boolean mayBeCorrected = example.timeoutOdds() != 0;
            boolean corrects = label != null && events.hasTimedOut(example.position());
            boolean isFirst =
                    mayBeCorrected ? events.timedOutOnce(example.position()) : events.learnedOnce(example.position());
            if (!isFirst || (label != null && !labels.learnedOnce(label))) {
                findings.problem(example.position() + " and its label " + label + " would be learned twice");
            }
            if (label != null) {
                labels.count(corrects ? "corrected" : "taught");
            }
            if (noRoom.containsKey(example.position().toString())) {
                if (!corrects) {
                    events.count("without room");
                }
                return;
            }
            boolean committed = sequence(example.model()).add(example.position());
            if (corrects) {
                events.also(committed ? "corrected" : "correction pending");
            } else {
                events.count(committed ? "learned" : "pending");
            }
            if (committed) {
                committedMs = Math.max(committedMs, model.join().decidingMs());
                learned.accept(example);
            }
        }

        @Override
        public void confirmed(SourcePosition label) {
            labels.count("confirmed");
        }

        @Override
        public void unmatched(SourcePosition position, RejectionReason reason, String detail) {
            LateTopic of = position.topic().equals(job.topics().examples()) ? events : labels;
            of.rejected(position, reason, model.join().decidingMs(), tells);
        }
    }

    /** A dead letter of an event. */
    void eventLetter(DeadLetter letter) {
        events.letter(letter);
    }

    /** A dead letter of a label. */
    void labelLetter(DeadLetter letter) {
        labels.letter(letter);
    }

    /** The result; to be called once. */
    public LateAuditReport finish() {
        sequences.values().forEach(sequence -> sequence.finish(findings));
        events.finish(committedMs, findings);
        labels.finish(committedMs, findings);
        Map<String, List<ServedScore>> served = new TreeMap<>();
        models.forEach((name, model) -> {
            if (model.join().scores().answers() > 0) {
                served.put(name, model.join().scores().all());
            }
        });
        return new LateAuditReport(
                events.records(), events.fates(), labels.records(), labels.fates(), served, findings.problems());
    }
}
