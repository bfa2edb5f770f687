package io.rdrop.sql;

import io.rdrop.example.Example;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.ModelKind;
import io.rdrop.session.ModelSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A registry with versions of a small model `m`, each of which has learned more than the one before. */
record SqlModels(Path folder, ModelRegistry registry) {
    static SqlModels in(Path folder) {
        return new SqlModels(folder, new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC()));
    }

    /** Learns the kind's records so many times over, and commits that as a version. */
    SqlModels commit(ModelKind kind, long version, int times) throws IOException {
        try (ModelSession session = ModelSession.create("m", kind.config(), version)) {
            List<Example> examples = kind.examples();
            for (int i = 0; i < times; i++) {
                examples.forEach(example -> session.add(example, 0));
            }
            registry.commit(registry.stage(session.snapshot(0), "test"));
        }
        return this;
    }

    /** A statement that declares it as {@code m}. */
    String create(String inputs, String outputs, String... options) {
        StringBuilder with = new StringBuilder("'provider' = 'rdrop', 'registry' = '" + folder + "', 'model' = 'm'");
        for (String option : options) {
            with.append(", ").append(option);
        }
        return "CREATE MODEL m INPUT (" + inputs + ") OUTPUT (" + outputs + ") WITH (" + with + ")";
    }
}
