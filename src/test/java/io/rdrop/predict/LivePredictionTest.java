package io.rdrop.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Example;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.ModelKind;
import io.rdrop.session.ModelSession;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions by a model that goes on learning: those of a version, and nothing is learned from them. */
class LivePredictionTest {
    private static final int LEARNED = 5 * ModelKind.BATCH;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void predictsToTheBitWhatAVersionOfThatStepDoes(ModelKind kind) throws IOException {
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
        List<Example> examples = kind.examples();
        try (ModelSession session = ModelSession.create("m", kind.config(), 1)) {
            examples.subList(0, LEARNED).forEach(example -> session.add(example, 0));
            registry.commit(registry.stage(session.snapshot(0), "test"));
            try (Predictor version = Predictor.of(registry, "m").version(1).open()) {
                for (Example example : examples.subList(LEARNED, examples.size())) {
                    ModelSession.Said said = session.predict(example);
                    Prediction expected = version.predict(List.of(example)).get(0);

                    assertThat(said.outputs()).containsExactly(expected.outputs());
                    assertThat(Double.compare(said.deviation(), expected.deviation()))
                            .isZero(); // NaN of classes
                    assertThat(said.step()).isEqualTo(session.step());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void predictingChangesNoByteOfTheState(ModelKind kind) throws IOException {
        List<Example> examples = kind.examples();
        try (ModelSession alone = ModelSession.create("m", kind.config(), 1);
                ModelSession asked = ModelSession.create("m", kind.config(), 1)) {
            for (int i = 0; i < LEARNED + 3; i++) { // the last 3 wait for their micro-batch
                alone.add(examples.get(i), 0);
                if (asked.step() > 0 && i % 3 == 0) {
                    // Between the examples of a micro-batch, too.
                    asked.predict(examples.get(examples.size() - 1 - i % 7));
                    asked.predict(examples.get(i));
                }
                asked.add(examples.get(i), 0);
            }
            assertThat(saved(asked)).containsExactlyInAnyOrderEntriesOf(saved(alone));
        }
    }

    /** All parts but the last report, which has the time of its step; the directory has checksums of all. */
    private static Map<String, byte[]> saved(ModelSession session) throws IOException {
        MemoryChunks chunks = new MemoryChunks();
        session.save(new StateParts(chunks, StateParts.CHUNK_BYTES));
        Map<String, byte[]> kept = new TreeMap<>(chunks.kept());
        kept.keySet().removeAll(List.of("parts", "last-report/0"));
        return kept;
    }
}
