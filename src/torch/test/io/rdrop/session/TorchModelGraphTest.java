package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.rdrop.config.Activation;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code model.onnx} of networks that libtorch computes: ONNX Runtime, and the check of versions, give the same. */
class TorchModelGraphTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TABLE | model.engine=torch",
                "WIDE | model.engine=torch",
                "REGRESSION | model.engine=torch",
                "TEXT | model.engine=torch",
                "LSTM | model.engine=torch",
                "LSTM | model.engine=torch text.padding=visible",
                "IMAGE | model.engine=torch",
                "IMAGE | model.engine=torch model.filters=[4,3,5] model.kernel=4",
                "TRANSFORMER | model.hidden=[]",
                "TRANSFORMER | model.hidden=[6] text.padding=visible transformer.layers=2",
                "VISION | model.hidden=[]",
                "VISION | transformer.patch=4 transformer.layers=2",
                "VISION | transformer.patch=5 transformer.heads=1"
            })
    void onnxRuntimeAndTheCheckOfVersionsGiveWhatTheJobGave(ModelKind kind, String settings, @TempDir Path folder)
            throws IOException, OrtException {
        JobConfig config = JobConfigs.with(kind.config(), List.of(settings.split(" ")));

        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
        try (ModelSession session = ModelSession.create("m", config, 1)) {
            kind.examples().forEach(example -> session.add(example, 0));
            registry.commit(registry.stage(session.snapshot(0), "test"));
        }
        List<Long> computed = new ArrayList<>();
        assertThat(new SnapshotReader(registry).counting(computed::add).problem("m", 1))
                .isEmpty();
        assertThat(computed).containsExactly(1L);
        new ModelGraphTest().holds(config, kind.examples());
    }

    @ParameterizedTest
    @EnumSource
    void holdsForEveryActivation(Activation activation) throws IOException, OrtException {
        String name = activation.name().toLowerCase(Locale.ROOT).replace('_', '-');

        new ModelGraphTest()
                .holds(
                        JobConfigs.with(
                                ModelKind.TABLE.config(), List.of("model.engine=torch", "model.activation=" + name)),
                        ModelKind.TABLE.examples());
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSFORMER", "VISION"})
    void aVersionOfEachIsLeftForThePythonPackage(ModelKind kind) throws IOException {
        new PythonVersionsTest().aVersionOfEveryKindOfModelIsLeftForThePythonPackage(kind);
    }
}
