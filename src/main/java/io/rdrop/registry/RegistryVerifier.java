package io.rdrop.registry;

import io.rdrop.registry.Problem.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds a model's versions against their manifests; one check of one model, which collects what it finds. */
final class RegistryVerifier {
    private final RegistryStorage storage;
    private final String model;
    private final List<Long> versions;
    private final VersionCheck check;
    private final List<Problem> problems = new ArrayList<>();

    /** The versions are the model's visible ones, ascending; those that are sound so far are checked. */
    RegistryVerifier(RegistryStorage storage, String model, List<Long> versions, VersionCheck check) {
        this.storage = storage;
        this.model = model;
        this.versions = versions;
        this.check = check;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** {@code latest} must name a visible version, and a model with versions must have one. */
    void checkLatest() throws IOException {
        String path = RegistryLayout.latest(model);
        try {
            Optional<Long> latest = new LatestPointer(storage).read(model);
            if (latest.isPresent() && !versions.contains(latest.get())) {
                report(Kind.DANGLING_LATEST, path, "names version " + latest.get() + ", which is not there");
            } else if (latest.isEmpty() && hasVersionToServe()) {
                report(
                        Kind.DANGLING_LATEST,
                        path,
                        "is absent although there are versions up to " + versions.get(versions.size() - 1));
            }
        } catch (RegistryException e) {
            report(Kind.DANGLING_LATEST, path, String.valueOf(e.getMessage()));
        }
    }

    /** A version that is held back is named by no {@code latest}. */
    private boolean hasVersionToServe() throws IOException {
        for (long version : versions) {
            if (readableManifest(version)
                    .map(manifest -> manifest.heldBack() == null)
                    .orElse(true)) {
                return true;
            }
        }
        return false;
    }

    /** {@code latest} must stand where an operator pinned it. */
    void checkPin() throws IOException {
        String path = RegistryLayout.pinned(model);
        LatestPointer pointer = new LatestPointer(storage);
        try {
            Optional<Long> pin = pointer.readPin(model);
            if (pin.isPresent() && !pin.equals(pointer.read(model))) {
                report(
                        Kind.DANGLING_LATEST,
                        path,
                        "says version " + pin.get() + ", but `latest` names "
                                + pointer.read(model).map(String::valueOf).orElse("none"));
            }
        } catch (RegistryException e) {
            report(Kind.DANGLING_LATEST, path, String.valueOf(e.getMessage()));
        }
    }

    /** Nothing may stand beside the versions. */
    void checkStrayEntries() throws IOException {
        String directory = RegistryLayout.model(model);
        for (String name : storage.list(directory)) {
            if (RegistryLayout.parseVersion(name).isEmpty()
                    && !name.equals(RegistryLayout.LATEST)
                    && !name.equals(RegistryLayout.ROLLED_BACK_FROM)
                    && !name.equals(RegistryLayout.PINNED)) {
                report(Kind.EXTRA_FILE, directory + "/" + name, "is neither a version nor a pointer");
            }
        }
    }

    /** The files must be those of the manifest, and the manifest must follow its predecessor's. */
    void checkVersion(long version) throws IOException {
        int before = problems.size();
        String directory = RegistryLayout.version(model, version);
        if (!versions.contains(version)) {
            report(Kind.MISSING_FILE, directory, "there is no such version");
            return;
        }
        Optional<SnapshotManifest> found = manifest(version);
        if (found.isEmpty()) {
            return;
        }
        SnapshotManifest manifest = found.get();
        List<String> names = new ArrayList<>(storage.list(directory));
        names.remove(SnapshotManifest.FILE_NAME);
        for (Map.Entry<String, FileEntry> entry : manifest.files().entrySet()) {
            String path = directory + "/" + entry.getKey();
            if (names.remove(entry.getKey())) {
                checkContent(path, entry.getValue());
            } else {
                report(Kind.MISSING_FILE, path, "is in the manifest but not there");
            }
        }
        names.forEach(name -> report(Kind.EXTRA_FILE, directory + "/" + name, "is there but not in the manifest"));
        checkOrder(version, manifest);
        if (problems.size() == before) {
            check.problem(model, version).ifPresent(problem -> report(Kind.UNUSABLE, directory, problem));
        }
    }

    private void checkContent(String path, FileEntry entry) {
        try {
            FileEntry actual = FileEntry.of(storage.read(path));
            if (!actual.equals(entry)) {
                report(
                        Kind.SHA_MISMATCH,
                        path,
                        "must be " + entry.bytes() + " bytes with SHA-256 " + entry.sha256() + " but is "
                                + actual.bytes() + " bytes with " + actual.sha256());
            }
        } catch (IOException e) {
            report(Kind.MISSING_FILE, path, "cannot be read: " + e);
        }
    }

    private void checkOrder(long version, SnapshotManifest manifest) throws IOException {
        String directory = RegistryLayout.version(model, version);
        if (!manifest.model().equals(model) || manifest.version() != version) {
            report(
                    Kind.NON_MONOTONIC,
                    directory,
                    "holds model " + manifest.model() + ", version " + manifest.version());
        }
        int index = versions.indexOf(version);
        if (index == 0) {
            return;
        }
        long before = versions.get(index - 1);
        Long parent = manifest.parent();
        // A parent after the previous version is a pruned one.
        if (parent == null || parent < before) {
            report(
                    Kind.NON_MONOTONIC,
                    directory,
                    "goes on from " + (parent == null ? "nothing" : "version " + parent) + " although version " + before
                            + " stands between");
        }
        Optional<SnapshotManifest> previous = readableManifest(before);
        if (previous.isPresent()
                && (manifest.step() < previous.get().step()
                        || manifest.examples() < previous.get().examples())) {
            report(
                    Kind.NON_MONOTONIC,
                    directory,
                    "is at step " + manifest.step() + " with " + manifest.examples()
                            + " examples, but version " + before + " was at step "
                            + previous.get().step() + " with " + previous.get().examples());
        }
    }

    private Optional<SnapshotManifest> manifest(long version) throws IOException {
        String path = RegistryLayout.file(model, version, SnapshotManifest.FILE_NAME);
        try {
            return Optional.of(ManifestJson.read(storage.read(path), path));
        } catch (IOException e) {
            report(Kind.UNREADABLE_MANIFEST, path, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** As {@link #manifest}, but an unreadable one is reported where its own version is checked. */
    private Optional<SnapshotManifest> readableManifest(long version) throws IOException {
        RegistryVerifier other = new RegistryVerifier(storage, model, versions, check);
        return other.manifest(version);
    }

    private void report(Kind kind, String path, String detail) {
        problems.add(new Problem(kind, path, detail));
    }
}
