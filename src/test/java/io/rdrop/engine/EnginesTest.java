package io.rdrop.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.dense.DenseEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnginesTest {
    private static ModelSpec table(String... overrides) {
        String yaml = "features: [{name: x}]\nlabel: {classes: [a, b]}\n";
        return ModelSpec.of(
                JobConfigs.parse(yaml, "test", List.of(overrides)),
                new InputShape.Vector(1),
                new OutputShape.Classes(2));
    }

    private static ModelSpec image(String... overrides) {
        String yaml = "task: image-classification\nimage: {height: 8, width: 8}\nlabel: {classes: [a, b]}\n";
        return ModelSpec.of(
                JobConfigs.resolved(JobConfigs.parse(yaml, "test", List.of(overrides))),
                new InputShape.Image(1, 8, 8),
                new OutputShape.Classes(2));
    }

    @Test
    void theFirstThatTakesAModelMakesIt() {
        assertThat(Engines.load().engine(table()).name()).isEqualTo("dense");
        assertThat(Engines.load().engine(image()).name()).isEqualTo("dense");
        assertThat(Engines.load().engine(image("model.input-dropout=0.2")).name())
                .isEqualTo("dl4j");
    }

    @Test
    void theConfigurationMayNameOne() {
        assertThat(Engines.load().engine(table("model.engine=dl4j")).name()).isEqualTo("dl4j");
    }

    @Test
    void areFoundWhateverTheThreadsClassLoaderIs() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            Engines.load().create(table()).close();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void ifNoneTakesAModelEachSaysWhy() {
        Engines dense = new Engines(List.of(new DenseEngine()));

        assertThatThrownBy(() -> dense.create(image("model.input-dropout=0.2")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "dense computes convolutions once for all passes and not with model.input-dropout");
        assertThatThrownBy(() -> dense.create(table("model.engine=dl4j")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none of that name");
    }

    @Test
    void anEngineThatWasNotBuiltIsRefusedInOneSentenceThatSaysHowToBuildIt() {
        Engines usual = new Engines(List.of(new DenseEngine()));

        assertThatThrownBy(() -> usual.create(table("model.engine=torch")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model.engine is torch")
                .hasMessageContaining("./mvnw package -Ptorch");
        assertThatThrownBy(() -> usual.requireTorch("task translation"))
                .hasMessageContaining("task translation needs libtorch")
                .hasMessageContaining("RDROP_TORCH=1")
                .hasMessageContaining("./mvnw package -Ptorch");
    }

    @Test
    void theDenseEngineLeavesAGpuToOthers() {
        assertThat(new DenseEngine().refusal(table(), Device.Kind.GPU).orElseThrow())
                .contains("on a GPU");
    }
}
