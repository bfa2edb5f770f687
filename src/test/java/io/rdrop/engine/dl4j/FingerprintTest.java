package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Engines;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings of a network a stored state goes on with. */
class FingerprintTest {
    private static TrainableModel model(String... overrides) {
        JobConfig config = JobConfigs.parse(
                "features: [{name: a}, {name: b}]\nlabel: {classes: [x, y]}\nmodel: {hidden: [4], updater: {type: adam}}",
                "job.yaml",
                List.of(overrides));
        return Engines.load().create(ModelSpec.of(config, new InputShape.Vector(2), new OutputShape.Classes(2)));
    }

    private static boolean goesOn(String... overrides) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TrainableModel stored = model();
                TrainableModel other = model(overrides)) {
            stored.save(new DataOutputStream(bytes));
            try {
                other.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
                return other.stateSha256().equals(stored.stateSha256());
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("of another network");
                return false;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed=7",
                "model.updater.learning-rate=0.5",
                "model.updater.beta1=0.5",
                "model.dropout=0.7",
                "model.input-dropout=0.2",
                "model.weight-decay.l2=0.1",
                "model.weight-decay.decoupled=0.1",
                "model.gradient-clip=1",
                "r-drop.passes=4"
            })
    void goesOnWith(String override) throws IOException {
        assertThat(goesOn(override)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.hidden=[5]",
                "model.hidden=[4,4]",
                "model.activation=tanh",
                "model.updater.type=amsgrad",
                "model.updater.type=nadam"
            })
    void doesNotGoOnWith(String override) throws IOException {
        assertThat(goesOn(override)).isFalse();
    }
}
