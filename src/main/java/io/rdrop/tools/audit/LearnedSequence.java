package io.rdrop.tools.audit;

import io.rdrop.example.SourcePosition;
import io.rdrop.registry.OffsetDigest;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.SnapshotManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events that one model must have learned, in their order, against what its versions say: the first so many of them
 * are what it learned in all, and the last of these what it learned since the version before.
 */
final class LearnedSequence {
    private final String model;
    private final String topic;
    private final List<Claim> claims = new ArrayList<>();
    private final Map<Integer, Run> whole = new TreeMap<>();
    private final long committed;
    private long length;

    /** What a version says, and what there is. */
    private static final class Claim {
        private final SnapshotManifest manifest;
        private final List<OffsetRange> own;
        private final List<OffsetRange> all;
        private final long end;
        private final long start;
        private final Map<Integer, Run> found = new TreeMap<>();
        private boolean allHold;

        Claim(SnapshotManifest manifest, String topic) {
            this.manifest = manifest;
            own = of(manifest.trained(), topic);
            all = of(manifest.trainedInAll(), topic);
            end = count(all);
            start = end - count(own);
        }

        private static List<OffsetRange> of(List<OffsetRange> ranges, String topic) {
            return ranges.stream().filter(range -> range.topic().equals(topic)).toList();
        }

        private static long count(List<OffsetRange> ranges) {
            return ranges.stream().mapToLong(OffsetRange::count).sum();
        }
    }

    /** Offsets of one partition in the order in which they are learned. */
    private static final class Run {
        private final OffsetDigest digest = new OffsetDigest();
        private final long first;
        private long last;
        private long count;

        Run(long first) {
            this.first = first;
        }

        void add(long offset) {
            digest.add(offset);
            last = offset;
            count++;
        }

        OffsetRange range(String topic, int partition) {
            return new OffsetRange(topic, partition, first, last, count, digest.hex());
        }
    }

    /** @param manifests the kept versions of the model, oldest first */
    LearnedSequence(String model, String topic, List<SnapshotManifest> manifests) {
        this.model = model;
        this.topic = topic;
        manifests.forEach(manifest -> claims.add(new Claim(manifest, topic)));
        committed = claims.isEmpty() ? 0 : claims.get(claims.size() - 1).end;
    }

    /** The next event; true if a committed version says that it was learned from. */
    boolean add(SourcePosition event) {
        add(whole, event);
        for (Claim claim : claims) {
            if (length >= claim.start && length < claim.end) {
                add(claim.found, event);
            }
            if (length + 1 == claim.end) {
                claim.allHold = ranges(whole).equals(claim.all);
            }
        }
        return length++ < committed;
    }

    private static void add(Map<Integer, Run> runs, SourcePosition event) {
        runs.computeIfAbsent(event.partition(), absent -> new Run(event.offset()))
                .add(event.offset());
    }

    private List<OffsetRange> ranges(Map<Integer, Run> runs) {
        List<OffsetRange> ranges = new ArrayList<>();
        runs.forEach((partition, run) -> ranges.add(run.range(topic, partition)));
        return ranges;
    }

    void finish(Findings findings) {
        String place = "model " + model + ": ";
        for (Claim claim : claims) {
            String version = place + "version " + claim.manifest.version();
            if (length < claim.end) {
                findings.problem(version + " says that it learned from " + claim.end + " events, but of " + topic
                        + " only " + length + " are to be learned from");
            } else if (!ranges(claim.found).equals(claim.own) || (claim.end > 0 && !claim.allHold)) {
                findings.problem(version + " says that it learned from " + claim.own + ", of " + claim.all
                        + " in all, but in the order of their labels these were " + ranges(claim.found));
            }
        }
    }
}
