package io.rdrop.registry;

import io.rdrop.job.FlinkStorages;
import java.io.IOException;
import java.nio.file.Path;

class FlinkRegistryStorageTest extends RegistryStorageContract {
    @Override
    protected RegistryStorage create(Path root) throws IOException {
        return FlinkStorages.at(root);
    }
}
