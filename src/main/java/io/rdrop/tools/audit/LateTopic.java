package io.rdrop.tools.audit;

import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The records of one topic, of events or of labels, and what became of each. */
final class LateTopic {
    private final String name;
    private final Map<String, Long> fates = new TreeMap<>();
    private final Map<String, Wanted> wanted = new HashMap<>();
    private final Map<String, List<String>> letters = new TreeMap<>();
    private final Map<Integer, OffsetSet> learned = new HashMap<>();
    private final Map<Integer, OffsetSet> timedOut = new HashMap<>();
    private long records;
    private long decided;

    /** A record that is not learned from, when that was decided, and whether it must be a dead letter. */
    private record Wanted(RejectionReason reason, long decidedMs, boolean letter) {}

    LateTopic(String name) {
        this.name = name;
    }

    void record() {
        records++;
    }

    void rejected(SourcePosition position, RejectionReason reason, long decidedMs, boolean letter) {
        wanted.put(position.toString(), new Wanted(reason, decidedMs, letter));
        count(RejectionReason.ofLateLabels().contains(reason) ? reason.code() : "rejected");
    }

    void count(String fate) {
        decided++;
        fates.merge(fate, 1L, Long::sum);
    }

    /** Counts what becomes of a record that has a fate already. */
    void also(String fate) {
        fates.merge(fate, 1L, Long::sum);
    }

    /** Notes that a record was learned from, or by; false if it was before. */
    boolean learnedOnce(SourcePosition position) {
        return once(learned, position);
    }

    /** Notes that an event was learned as the class of a time-out, which may be corrected; false if it was before. */
    boolean timedOutOnce(SourcePosition position) {
        return once(timedOut, position);
    }

    /** Whether an event was learned as the class of a time-out. */
    boolean hasTimedOut(SourcePosition position) {
        OffsetSet offsets = timedOut.get(position.partition());
        return offsets != null && offsets.contains(position.offset());
    }

    private static boolean once(Map<Integer, OffsetSet> of, SourcePosition position) {
        OffsetSet offsets = of.computeIfAbsent(position.partition(), absent -> new OffsetSet());
        boolean known = offsets.contains(position.offset());
        offsets.add(position.offset());
        return !known;
    }

    void letter(DeadLetter letter) {
        letters.computeIfAbsent(name + "-" + letter.partition() + "@" + letter.offset(), absent -> new ArrayList<>())
                .add(letter.reason());
    }

    /**
     * Holds the dead letters against what must be one.
     *
     * @param committedMs what was decided before must be committed by now
     */
    void finish(long committedMs, Findings findings) {
        wanted.forEach((position, record) -> {
            List<String> found = letters.getOrDefault(position, List.of());
            if (record.letter() && found.isEmpty() && record.decidedMs() < committedMs) {
                findings.problem(position + " is " + record.reason().code() + ", but no dead letter says so");
            } else if (!found.isEmpty() && !found.contains(record.reason().code())) {
                findings.problem("the dead letter of " + position + " says " + found + ", but the reason is "
                        + record.reason().code());
            }
        });
        letters.forEach((position, reasons) -> {
            if (reasons.size() > 1) {
                findings.problem(position + " has more than one dead letter: " + reasons);
            }
            boolean ofLearning = reasons.contains(RejectionReason.NON_FINITE_UPDATE.code())
                    || RejectionReason.ofRoom().stream().anyMatch(room -> reasons.contains(room.code()));
            if (!ofLearning && !wanted.containsKey(position)) {
                findings.problem(position + " has a dead letter, " + reasons + ", but it is acceptable or not there");
            }
        });
        if (records > decided) {
            fates.put("waiting", records - decided);
        }
    }

    long records() {
        return records;
    }

    Map<String, Long> fates() {
        return fates;
    }
}
