package io.rdrop.session;

import io.rdrop.registry.SnapshotContent;
import java.io.IOException;
import java.util.Objects;

/** What versions say that was asked of their model. */
public final class ControlFiles {
    private ControlFiles() {}

    /** Of a version of a model that was asked something. */
    public static ControlFile of(SnapshotContent version) throws IOException {
        return ControlFile.read(Objects.requireNonNull(version.files().get(ControlFile.NAME), ControlFile.NAME));
    }
}
