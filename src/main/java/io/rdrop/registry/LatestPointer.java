package io.rdrop.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;

/** The file {@code latest} of each model; it is replaced by rename and so never half-written. */
record LatestPointer(RegistryStorage storage) {
    Optional<Long> read(String model) throws IOException {
        return readVersion(RegistryLayout.latest(model));
    }

    /**
     * Moves {@code latest} on to a newly visible version. It does not move to a version that it has passed, nor to one
     * that stood there when an operator rolled back: re-committing such a version after a restart must not undo the
     * rollback.
     */
    void advance(String model, long version) throws IOException {
        long passed = Math.max(
                read(model).orElse(0L),
                readVersion(RegistryLayout.rolledBackFrom(model)).orElse(0L));
        if (version > passed) {
            replace(RegistryLayout.latest(model), model, version);
        }
    }

    /** Moves {@code latest} back, and notes first which versions must not move it forward again. */
    void rollBack(String model, long version, long newest) throws IOException {
        replace(RegistryLayout.rolledBackFrom(model), model, newest);
        replace(RegistryLayout.latest(model), model, version);
    }

    private void replace(String path, String model, long version) throws IOException {
        String temporary = RegistryLayout.temporary(model);
        storage.write(temporary, (version + "\n").getBytes(UTF_8));
        storage.rename(temporary, path);
    }

    private Optional<Long> readVersion(String path) throws IOException {
        if (!storage.exists(path)) {
            return Optional.empty();
        }
        String text = new String(storage.read(path), UTF_8).strip();
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new RegistryException("a version must be a number >= 1 but was `" + text + "` (" + path + ")");
        }
        return Optional.of(Long.parseLong(text));
    }
}
