package io.rdrop.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;

/** The files {@code latest} and {@code pinned} of each model; they are replaced by rename and so never half-written. */
record LatestPointer(RegistryStorage storage) {
    Optional<Long> read(String model) throws IOException {
        return readVersion(RegistryLayout.latest(model));
    }

    Optional<Long> readPin(String model) throws IOException {
        return readVersion(RegistryLayout.pinned(model));
    }

    /** Whether it may not be deleted. */
    boolean names(String model, long version) throws IOException {
        Optional<Long> named = Optional.of(version);
        return read(model).equals(named) || readPin(model).equals(named);
    }

    /**
     * Moves {@code latest} on to a newly visible version, unless there is a pin. It does not move to a version that it
     * has passed, nor to one that stood there when an operator rolled back: re-committing such a version after a
     * restart must not undo the rollback.
     */
    void advance(String model, long version) throws IOException {
        long passed = Math.max(
                read(model).orElse(0L),
                readVersion(RegistryLayout.rolledBackFrom(model)).orElse(0L));
        if (version > passed && readPin(model).isEmpty()) {
            replace(RegistryLayout.latest(model), model, version);
        }
        returnToPin(model);
    }

    /**
     * An operator may pin between two steps of {@link #advance}, and may be interrupted between two of {@link #pin}.
     */
    private void returnToPin(String model) throws IOException {
        Optional<Long> pin = readPin(model);
        if (pin.isPresent() && !pin.equals(read(model))) {
            replace(RegistryLayout.latest(model), model, pin.get());
        }
    }

    /** Moves {@code latest} to a version and notes first that it is to stay there. */
    void pin(String model, long version) throws IOException {
        replace(RegistryLayout.pinned(model), model, version);
        replace(RegistryLayout.latest(model), model, version);
    }

    void unpin(String model) throws IOException {
        if (storage.exists(RegistryLayout.pinned(model))) {
            storage.delete(RegistryLayout.pinned(model), false);
        }
    }

    void move(String model, long version) throws IOException {
        replace(RegistryLayout.latest(model), model, version);
    }

    /** Moves {@code latest} back, and notes first which versions must not move it forward again; a pin ends. */
    void rollBack(String model, long version, long newest) throws IOException {
        replace(RegistryLayout.rolledBackFrom(model), model, newest);
        unpin(model);
        replace(RegistryLayout.latest(model), model, version);
    }

    private void replace(String path, String model, long version) throws IOException {
        storage.replace(path, RegistryLayout.temporary(model), (version + "\n").getBytes(UTF_8));
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
