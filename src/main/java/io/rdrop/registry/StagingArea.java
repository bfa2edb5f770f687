package io.rdrop.registry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the registry that no reader looks at: where snapshots are written and where they are deleted. */
record StagingArea(RegistryStorage storage) {
    private static final Logger LOG = LoggerFactory.getLogger(StagingArea.class);

    StagedSnapshot write(SnapshotContent content, String attempt) throws IOException {
        String model = content.manifest().model();
        long version = content.manifest().version();
        String path = RegistryLayout.staging(model, version, attempt);
        Map<String, FileEntry> entries = new TreeMap<>();
        content.files().forEach((name, bytes) -> entries.put(name, FileEntry.of(bytes)));
        byte[] manifest = ManifestJson.write(content.manifest().withFiles(entries));
        // What the same attempt may have left when it was interrupted.
        storage.delete(path, true);
        Map<String, byte[]> files = new LinkedHashMap<>(new TreeMap<>(content.files()));
        files.put(SnapshotManifest.FILE_NAME, manifest);
        storage.writeAll(path, files);
        return new StagedSnapshot(model, version, path, Sha256.hex(manifest));
    }

    /** The manifest of what is to be committed; refuses what is not whole any more. */
    SnapshotManifest requireWhole(StagedSnapshot staged) throws IOException {
        String path = staged.path() + "/" + SnapshotManifest.FILE_NAME;
        if (!storage.exists(path)) {
            throw new RegistryException("model " + staged.model() + ", version " + staged.version()
                    + " is neither committed nor staged in " + staged.path()
                    + ": the staging was cleaned, or the version was committed and pruned since");
        }
        byte[] bytes = storage.read(path);
        String sha256 = Sha256.hex(bytes);
        if (!sha256.equals(staged.manifestSha256())) {
            throw new RegistryException("the staged manifest must have SHA-256 " + staged.manifestSha256() + " but has "
                    + sha256 + " (" + path + ")");
        }
        SnapshotManifest manifest = ManifestJson.read(bytes, path);
        for (String name : manifest.files().keySet()) {
            // Not from a list of names, which is empty, too, where the directory was lost since.
            if (!storage.exists(staged.path() + "/" + name)) {
                throw new RegistryException("a staged file is missing: " + staged.path() + "/" + name);
            }
        }
        return manifest;
    }

    /**
     * Makes a version invisible at once, then deletes it, unless it turns out to be wanted: then it is visible again.
     *
     * @param latest asked when the version is invisible: whoever names it later finds that it is not there
     * @return whether it was deleted
     */
    boolean deleteUnlessNamed(String model, long version, LatestPointer latest) throws IOException {
        String visible = RegistryLayout.version(model, version);
        String hidden = RegistryLayout.pruned(model, version);
        storage.delete(hidden, true);
        storage.rename(visible, hidden);
        if (latest.names(model, version)) {
            storage.rename(hidden, visible);
            return false;
        }
        storage.delete(hidden, true);
        return true;
    }

    /** Deletes what was last written before this time; returns the names. */
    List<String> clean(Instant before) throws IOException {
        List<String> deleted = new ArrayList<>();
        for (String name : storage.list(RegistryLayout.STAGING)) {
            String path = RegistryLayout.STAGING + "/" + name;
            try {
                if (lastModifiedMs(path) < before.toEpochMilli()) {
                    storage.delete(path, true);
                    deleted.add(name);
                }
            } catch (FileNotFoundException | NoSuchFileException e) {
                LOG.debug("{} was committed or deleted by someone else since it was listed", path, e);
            }
        }
        return deleted;
    }

    private long lastModifiedMs(String path) throws IOException {
        long latestMs = storage.lastModifiedMs(path);
        for (String name : storage.list(path)) {
            latestMs = Math.max(latestMs, storage.lastModifiedMs(path + "/" + name));
        }
        return latestMs;
    }
}
