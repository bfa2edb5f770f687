package io.rdrop.registry;

import io.rdrop.Public;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versioned snapshots of many models ({@link RegistryLayout} says where). A snapshot is staged, where no reader looks;
 * committing it renames its directory into place and then moves {@code latest}. Every operation may be interrupted
 * between any two steps and be repeated: readers see a version whole or not at all, and {@code latest} names the old
 * one or the new one.
 *
 * <p>One writer ({@link RegistryLease}) commits; any number of readers, and an operator who rolls back or pins, may
 * work beside it.
 */
@Public
public final class ModelRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);
    private static final int LOOKS = 3;
    /** A job between two file operations may be put aside for a while by a busy machine. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

    private static final VersionCheck NO_CHECK = (model, version) -> Optional.empty();

    private final RegistryStorage storage;
    private final Clock clock;
    private final StagingArea staging;
    private final LatestPointer pointer;
    private final KnownVersions known;

    public ModelRegistry(RegistryStorage storage, Clock clock) {
        this.storage = storage;
        this.clock = clock;
        this.staging = new StagingArea(storage);
        this.pointer = new LatestPointer(storage);
        this.known = new KnownVersions();
    }

    /**
     * Writes a snapshot where no reader looks: its files, then its manifest.
     *
     * @param attempt tells attempts at the same version apart, 1 to 40 of {@code A-Za-z0-9._-}; an earlier staging of
     *     the same attempt is replaced
     */
    public StagedSnapshot stage(SnapshotContent content, String attempt) throws IOException {
        return staging.write(content, attempt);
    }

    /**
     * Makes a staged snapshot visible and moves {@code latest} on to it, unless it is held back or {@code latest} is
     * pinned. To be repeated after an interruption; a version that is there already is left as it is, and {@code
     * latest} never moves back.
     *
     * @throws RegistryException if the version exists with another manifest, or is neither staged nor committed
     */
    public CommitResult commit(StagedSnapshot staged) throws IOException {
        String target = RegistryLayout.version(staged.model(), staged.version());
        boolean visible = storage.exists(target);
        SnapshotManifest manifest = visible ? requireSame(target, staged) : staging.requireWhole(staged);
        if (!visible) {
            storage.rename(staged.path(), target);
        }
        if (manifest.heldBack() == null) {
            pointer.advance(staged.model(), staged.version());
        }
        if (visible) {
            storage.delete(staged.path(), true);
        }
        return visible ? CommitResult.ALREADY_COMMITTED : CommitResult.COMMITTED;
    }

    /**
     * Deletes old versions, never one that {@code latest} or a pin names.
     *
     * @param keep how many of the newest stay, at least 1
     * @param keepDays for how many days (UTC, up to that of the newest version) the best of the older versions stays; 0
     * for none
     * @return the versions deleted, ascending
     */
    public List<Long> prune(String model, int keep, int keepDays) throws IOException {
        return prune(model, new Retention(keep, 0, keepDays));
    }

    /**
     * Deletes versions that are not to be kept.
     *
     * @return the versions deleted, ascending
     */
    public List<Long> prune(String model, Retention retention) throws IOException {
        List<Long> versions = versions(model);
        List<Long> old = versions.subList(0, Math.max(0, versions.size() - retention.keep()));
        if (old.isEmpty()) {
            return List.of();
        }
        Set<Long> kept = kept(model, old, newest(versions), retention);
        List<Long> deleted = new ArrayList<>();
        for (Long version : old) {
            // Asked each time: an operator may roll back meanwhile.
            if (!kept.contains(version)
                    && !pointer.names(model, version)
                    && staging.deleteUnlessNamed(model, version, pointer)) {
                deleted.add(version);
            }
        }
        return deleted;
    }

    private Set<Long> kept(String model, List<Long> old, long newest, Retention retention) throws IOException {
        if (retention.keepDays() == 0 && retention.keepMinutes() == 0) {
            return Set.of();
        }
        Instant taken = manifest(model, newest).createdAt();
        BestOfDays best = new BestOfDays(taken, retention.keepDays());
        NewestOfMinutes minutes = new NewestOfMinutes(taken, retention.keepMinutes());
        known.retain(model, old);
        for (long version : old) {
            try {
                TakenVersion each = known.get(model, version, number -> manifest(model, number));
                best.add(each);
                minutes.add(each);
            } catch (RegistryException e) {
                LOG.warn("version {} of model {} is not looked at for what is kept", version, model, e);
            }
        }
        Set<Long> kept = new HashSet<>(best.versions());
        kept.addAll(minutes.versions());
        return kept;
    }

    /** The keys of all models that have a version, sorted. */
    public List<String> models() throws IOException {
        List<String> models = new ArrayList<>();
        for (String name : storage.list("")) {
            List<Long> versions = versionsIn(name);
            if (versions.isEmpty()) {
                continue;
            }
            if (ModelDirectory.isHashed(name)) {
                String path = name + "/" + RegistryLayout.versionName(versions.get(versions.size() - 1)) + "/"
                        + SnapshotManifest.FILE_NAME;
                models.add(ManifestJson.read(storage.read(path), path).model());
            } else {
                ModelDirectory.decode(name).ifPresent(models::add);
            }
        }
        return models.stream().sorted().toList();
    }

    /** The visible versions of a model, ascending; empty if there is no such model. */
    public List<Long> versions(String model) throws IOException {
        return versionsIn(RegistryLayout.model(model));
    }

    /** The version to use; empty before the first commit. */
    public Optional<Long> latest(String model) throws IOException {
        return pointer.read(model);
    }

    /** The version that {@code latest} stays at until it is unpinned; empty if it moves on with every version. */
    public Optional<Long> pinned(String model) throws IOException {
        return pointer.readPin(model);
    }

    /** The version that was taken last, whichever {@code latest} names; empty before the first commit. */
    public Optional<Long> newest(String model) throws IOException {
        List<Long> versions = versions(model);
        return versions.isEmpty() ? Optional.empty() : Optional.of(newest(versions));
    }

    /** Whether anything says that this is a registry: a model, what is on its way to become one, or who writes. */
    public boolean isThere() throws IOException {
        List<String> names = storage.list("");
        return names.contains(RegistryLayout.STAGING) || names.contains(RegistryLayout.LEASE) || !models().isEmpty();
    }

    /**
     * SHA-256 of a version's manifest as it stands there, 64 lower-case hexadecimal digits.
     *
     * @throws RegistryException if there is no such version
     */
    public String manifestSha256(String model, long version) throws IOException {
        requireVersion(model, version);
        return Sha256.hex(storage.read(RegistryLayout.file(model, version, SnapshotManifest.FILE_NAME)));
    }

    /**
     * The manifest of a version.
     *
     * @throws RegistryException if there is no such version, or its manifest cannot be understood
     */
    public SnapshotManifest manifest(String model, long version) throws IOException {
        requireVersion(model, version);
        String path = RegistryLayout.file(model, version, SnapshotManifest.FILE_NAME);
        return ManifestJson.read(storage.read(path), path);
    }

    /**
     * All files of a version, after their SHA-256 were found to hold.
     *
     * @throws RegistryException if there is no such version, its manifest cannot be understood or is another version's,
     *     or a content is not what it says
     */
    public VersionFiles files(String model, long version) throws IOException {
        requireVersion(model, version);
        String path = RegistryLayout.file(model, version, SnapshotManifest.FILE_NAME);
        byte[] bytes = storage.read(path);
        SnapshotManifest manifest = ManifestJson.read(bytes, path);
        if (!manifest.model().equals(model) || manifest.version() != version) {
            throw new RegistryException("the manifest of version " + version + " of model " + model
                    + " is that of version " + manifest.version() + " of model " + manifest.model() + " (" + path
                    + ")");
        }
        Map<String, byte[]> files = new HashMap<>();
        for (Map.Entry<String, FileEntry> entry : manifest.files().entrySet()) {
            files.put(entry.getKey(), read(RegistryLayout.file(model, version, entry.getKey()), entry.getValue()));
        }
        return new VersionFiles(manifest, Sha256.hex(bytes), files);
    }

    /**
     * A file of a version, after its SHA-256 was found to hold.
     *
     * @param file its name in the manifest
     * @throws RegistryException if there is no such version or file, or the content is not what the manifest says
     */
    public byte[] read(String model, long version, String file) throws IOException {
        FileEntry entry = manifest(model, version).files().get(file);
        String path = RegistryLayout.file(model, version, file);
        if (entry == null) {
            throw new RegistryException("the manifest names no file `" + file + "` (" + path + ")");
        }
        return read(path, entry);
    }

    private byte[] read(String path, FileEntry entry) throws IOException {
        byte[] content = storage.read(path);
        String sha256 = Sha256.hex(content);
        if (!sha256.equals(entry.sha256())) {
            throw new RegistryException("SHA-256 must be " + entry.sha256() + " but was " + sha256 + " (" + path + ")");
        }
        return content;
    }

    /** What is wrong with a version and with the model's {@code latest}; empty if nothing is. */
    public List<Problem> verify(String model, long version) throws IOException {
        return lasting(() -> problems(model, version));
    }

    private List<Problem> problems(String model, long version) throws IOException {
        RegistryVerifier verifier = new RegistryVerifier(storage, model, versions(model), NO_CHECK);
        verifier.checkLatest();
        verifier.checkVersion(version);
        return verifier.problems();
    }

    /**
     * What is wrong with any version of a model, with its {@code latest}, or beside them; empty if nothing is. A job
     * may commit and delete versions meanwhile.
     */
    public List<Problem> verify(String model) throws IOException {
        return verify(model, NO_CHECK);
    }

    private List<Problem> verify(String model, VersionCheck check) throws IOException {
        return lasting(() -> problems(model, check));
    }

    /** A version that comes or goes between two looks is no problem: one that is, is found at every look. */
    private static List<Problem> lasting(Check check) throws IOException {
        List<Problem> lasting = check.problems();
        for (int look = 1; look < LOOKS && !lasting.isEmpty(); look++) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            List<Problem> again = check.problems();
            lasting = lasting.stream().filter(again::contains).toList();
        }
        return lasting;
    }

    private interface Check {
        List<Problem> problems() throws IOException;
    }

    private List<Problem> problems(String model, VersionCheck check) throws IOException {
        List<Long> versions = versions(model);
        RegistryVerifier verifier = new RegistryVerifier(storage, model, versions, check);
        verifier.checkLatest();
        verifier.checkPin();
        verifier.checkStrayEntries();
        for (long version : versions) {
            verifier.checkVersion(version);
        }
        return verifier.problems();
    }

    /** What is wrong with any model, see {@link #verify(String)}; empty if nothing is. */
    public List<Problem> verify() throws IOException {
        return verify(NO_CHECK);
    }

    /** As {@link #verify()}; versions in which nothing else is wrong are checked further. */
    public List<Problem> verify(VersionCheck check) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (String model : models()) {
            problems.addAll(verify(model, check));
        }
        return problems;
    }

    /**
     * Moves {@code latest} to an older version, where it stays until a version newer than all that exist now is
     * committed. A pin ends.
     *
     * @throws RegistryException if there is no such version, or it was deleted at this very time
     */
    public void rollback(String model, long version) throws IOException {
        requireVersion(model, version);
        pointer.rollBack(model, version, newest(versions(model)));
        requireStill(model, version, named -> pointer.rollBack(model, named, named));
    }

    /**
     * Moves {@code latest} to a version, where it stays until {@link #unpin}.
     *
     * @throws RegistryException if there is no such version, or it was deleted at this very time
     */
    public void pin(String model, long version) throws IOException {
        requireVersion(model, version);
        pointer.pin(model, version);
        requireStill(model, version, named -> pointer.pin(model, named));
    }

    /**
     * Lets {@code latest} move on again: at once to the newest version that is not held back, then with every new one.
     *
     * @return the version that {@code latest} names now; empty if there is none
     */
    public Optional<Long> unpin(String model) throws IOException {
        pointer.unpin(model);
        // Asked again: a job may commit meanwhile, and `latest` must not go behind its version.
        Optional<Long> next = newestToServe(model);
        while (next.isPresent() && !next.equals(latest(model))) {
            pointer.move(model, next.get());
            next = newestToServe(model);
        }
        return latest(model);
    }

    private Optional<Long> newestToServe(String model) throws IOException {
        List<SnapshotManifest> manifests = new ArrayList<>(manifests(model));
        Collections.reverse(manifests);
        return manifests.stream()
                .filter(manifest -> manifest.heldBack() == null)
                .findFirst()
                .map(SnapshotManifest::version);
    }

    private interface Naming {
        void name(long version) throws IOException;
    }

    private void requireStill(String model, long version, Naming naming) throws IOException {
        // A job prunes beside us: what it took away before it could see the new `latest` is not there to be named, and
        // by the time that
        // we name its newest version instead, that one may be gone, too.
        long named = version;
        while (!storage.exists(RegistryLayout.version(model, named))) {
            named = newest(versions(model));
            naming.name(named);
        }
        if (named != version) {
            throw new RegistryException("model " + model + " has no version " + version + " any more but "
                    + versions(model) + ": it was deleted at this very time; `latest` names " + named);
        }
    }

    private static long newest(List<Long> versions) {
        return versions.get(versions.size() - 1);
    }

    /** The manifests of the visible versions of a model, ascending, without those that are deleted meanwhile. */
    public List<SnapshotManifest> manifests(String model) throws IOException {
        for (int look = 1; ; look++) {
            List<Long> versions = versions(model);
            List<SnapshotManifest> manifests = new ArrayList<>();
            for (long version : versions) {
                manifestIfThere(model, version).ifPresent(manifests::add);
            }
            // On a busy machine all that were listed may be gone by now, and others there.
            if (!manifests.isEmpty() || versions.isEmpty() || look == LOOKS) {
                return manifests;
            }
        }
    }

    /** Looks again where a version was away for a moment only, see {@link #prune}. */
    private Optional<SnapshotManifest> manifestIfThere(String model, long version) throws IOException {
        for (int look = 1; ; look++) {
            try {
                return Optional.of(manifest(model, version));
            } catch (IOException e) {
                if (!storage.exists(RegistryLayout.version(model, version))) {
                    return Optional.empty();
                }
                if (look == LOOKS) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    /**
     * Deletes what interrupted attempts left. A snapshot staged longer ago than this can no longer be committed from a
     * checkpoint.
     *
     * @return the names deleted
     */
    public List<String> cleanStaging(Duration olderThan) throws IOException {
        return staging.clean(clock.instant().minus(olderThan));
    }

    private List<Long> versionsIn(String directory) throws IOException {
        return storage.list(directory).stream()
                .map(RegistryLayout::parseVersion)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .sorted()
                .toList();
    }

    private void requireVersion(String model, long version) throws IOException {
        if (!storage.exists(RegistryLayout.version(model, version))) {
            throw new RegistryException("model " + model + " has no version " + version + " but " + versions(model)
                    + " (" + RegistryLayout.version(model, version) + ")");
        }
    }

    private SnapshotManifest requireSame(String target, StagedSnapshot staged) throws IOException {
        String path = target + "/" + SnapshotManifest.FILE_NAME;
        if (!storage.exists(path)) {
            throw new RegistryException("version " + staged.version() + " of model " + staged.model()
                    + " exists without a manifest (" + path + ")");
        }
        byte[] bytes = storage.read(path);
        String sha256 = Sha256.hex(bytes);
        if (!sha256.equals(staged.manifestSha256())) {
            throw new RegistryException("version " + staged.version() + " of model " + staged.model()
                    + " was committed before with other content: its manifest has SHA-256 " + sha256
                    + ", the one staged in "
                    + staged.path() + " has " + staged.manifestSha256() + " (" + target + ")");
        }
        return ManifestJson.read(bytes, path);
    }
}
