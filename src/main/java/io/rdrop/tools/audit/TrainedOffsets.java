package io.rdrop.tools.audit;

import io.rdrop.registry.OffsetDigest;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.SnapshotManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The accepted offsets of one model in one partition against what its versions say: each version's own range, and all
 * ranges since the model began, whose digest also covers versions that are no longer kept.
 */
final class TrainedOffsets {
    private final String place;
    private final String topic;
    private final int partition;
    private final @Nullable OffsetRange inAll;
    private final List<Range> ranges = new ArrayList<>();
    private final Digest whole = new Digest();
    private final Findings.Offsets between = new Findings.Offsets();
    private int current;

    /** What the versions say of an accepted record. */
    enum Place {
        /** It is among those trained on. */
        TRAINED,
        /** No committed version has come that far. */
        PENDING,
        /** The model began after it. */
        BEFORE
    }

    /** One version's own range. */
    private record Range(SnapshotManifest manifest, OffsetRange said, boolean followsTheOneBefore, Digest digest) {}

    /** A digest and how many offsets are in it. */
    private static final class Digest {
        private final OffsetDigest digest = new OffsetDigest();
        private long count;

        void add(long offset) {
            digest.add(offset);
            count++;
        }

        boolean is(OffsetRange range) {
            return count == range.count() && digest.hex().equals(range.digest());
        }
    }

    /** @param manifests the kept versions of the model, oldest first */
    TrainedOffsets(String model, String topic, int partition, List<SnapshotManifest> manifests, Findings findings) {
        this.topic = topic;
        this.partition = partition;
        place = "model " + model + ", " + topic + "-" + partition + ": ";
        inAll = manifests.isEmpty()
                ? null
                : range(manifests.get(manifests.size() - 1).trainedInAll()).orElse(null);
        if (!manifests.isEmpty() && !manifests.get(manifests.size() - 1).saysWhatWasTrainedInAll()) {
            return; // which the audit tells; what the versions say each cannot be placed in the whole
        }
        long before = Long.MIN_VALUE;
        for (int i = 0; i < manifests.size(); i++) {
            SnapshotManifest manifest = manifests.get(i);
            boolean follows = i > 0
                    && manifest.parent() != null
                    && manifest.parent() == manifests.get(i - 1).version();
            if (i > 0) {
                checkSums(manifests.get(i - 1), manifest, findings);
            }
            Optional<OffsetRange> said = range(manifest.trained());
            if (said.isPresent()) {
                if (said.get().first() <= before) {
                    findings.problem(place + "version " + manifest.version() + " starts at offset "
                            + said.get().first() + ", but a version before it had trained up to " + before
                            + ": the offsets between were trained on twice");
                }
                before = Math.max(before, said.get().last());
                ranges.add(new Range(manifest, said.get(), follows && !ranges.isEmpty(), new Digest()));
            }
        }
    }

    private Optional<OffsetRange> range(List<OffsetRange> all) {
        return all.stream()
                .filter(range -> range.topic().equals(topic) && range.partition() == partition)
                .findFirst();
    }

    private void checkSums(SnapshotManifest previous, SnapshotManifest manifest, Findings findings) {
        if (manifest.parent() == null
                || manifest.parent() != previous.version()
                || !previous.saysWhatWasTrainedInAll()
                || !manifest.saysWhatWasTrainedInAll()) {
            return;
        }
        long then = range(previous.trainedInAll()).map(OffsetRange::count).orElse(0L);
        long own = range(manifest.trained()).map(OffsetRange::count).orElse(0L);
        long now = range(manifest.trainedInAll()).map(OffsetRange::count).orElse(0L);
        if (then + own != now) {
            findings.problem(place + "version " + manifest.version() + " says " + now + " examples in all, but version "
                    + previous.version() + " had " + then + " and " + own + " were added");
        }
    }

    /** An accepted record of this model, in offset order. */
    Place accepted(long offset) {
        if (inAll == null || offset > inAll.last()) {
            return Place.PENDING;
        }
        if (offset < inAll.first()) {
            return Place.BEFORE;
        }
        whole.add(offset);
        while (current < ranges.size() && offset > ranges.get(current).said().last()) {
            current++;
        }
        if (current < ranges.size()) {
            Range range = ranges.get(current);
            if (offset >= range.said().first()) {
                range.digest().add(offset);
            } else if (range.followsTheOneBefore()) {
                between.add(offset);
            }
        }
        return Place.TRAINED;
    }

    /** The last offset that a committed version was trained on; -1 for none. */
    long last() {
        return inAll == null ? -1 : inAll.last();
    }

    /** The first offset that was trained on; {@link Long#MAX_VALUE} for none. */
    long first() {
        return inAll == null ? Long.MAX_VALUE : inAll.first();
    }

    /** @param earliest first offset that the topic still has */
    void finish(long earliest, Findings findings) {
        if (between.count() > 0) {
            findings.problem(place + between + " accepted, but in no version's range");
        }
        for (Range range : ranges) {
            if (range.said().first() < earliest) {
                continue; // said below, for the whole
            }
            if (!range.digest().is(range.said())) {
                findings.problem(place + "version " + range.manifest().version() + " says " + describe(range.said())
                        + ", but the topic has " + range.digest().count
                        + " accepted records there, with digest "
                        + range.digest().digest.hex());
            }
        }
        if (inAll == null) {
            return;
        }
        if (inAll.first() < earliest) {
            findings.note(place + "the topic begins at offset " + earliest + ", training began at " + inAll.first()
                    + ": what is gone cannot be proven any more");
        } else if (!whole.is(inAll)) {
            findings.problem(place + "the newest version says " + describe(inAll) + " in all, but the topic has "
                    + whole.count + " accepted records there, with digest " + whole.digest.hex());
        }
    }

    private static String describe(OffsetRange range) {
        return range.count() + " examples in offsets " + range.first() + ".." + range.last() + " with digest "
                + range.digest();
    }
}
