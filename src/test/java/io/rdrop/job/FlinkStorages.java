package io.rdrop.job;

import io.rdrop.registry.RegistryStorage;
import java.io.IOException;
import java.nio.file.Path;

/** Shows the registry over Flink's file systems to the contract's package. */
public final class FlinkStorages {
    private FlinkStorages() {}

    /** A local directory as Flink's local file system sees it. */
    public static RegistryStorage at(Path root) throws IOException {
        return new FlinkRegistryStorage(new org.apache.flink.core.fs.Path(root.toUri()));
    }
}
