package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Example;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Leaves a version of every kind of model for the tests of the Python package, which run after these. */
class PythonVersionsTest {
    private static final Path FOLDER = Path.of("target/python-client");

    @ParameterizedTest
    @EnumSource(
            names = {
                "LANGUAGE",
                "LANGUAGE_TRANSFORMER",
                "LANGUAGE_LSTM",
                "TAGGING",
                "TRANSLATION",
                "SUMMARIZATION",
                "TRANSFORMER",
                "TAGGER",
                "VISION"
            },
            mode = EnumSource.Mode.EXCLUDE) // which has no graph, or needs libtorch
    void aVersionOfEveryKindOfModelIsLeftForThePythonPackage(ModelKind kind) throws IOException {
        Path folder = FOLDER.resolve(kind.name());
        delete(folder);
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
        try (ModelSession session = ModelSession.create("m", kind.config(), 1)) {
            for (Example example : kind.examples()) {
                session.add(example, 0);
            }
            registry.commit(registry.stage(session.snapshot(0), "test"));
        }

        assertThat(registry.manifest("m", 1).files()).containsKey(ModelGraph.FILE);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
