package io.rdrop.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.DeviceChoice;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.ModelType;
import io.rdrop.engine.Device;
import io.rdrop.engine.Engines;
import io.rdrop.engine.Gpus;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Placement;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

@SuppressWarnings("try") // a scope is there to be closed
class TorchEngineTest {
    private static ModelSpec spec(String engine, ModelType type) {
        return TorchModels.spec(
                engine,
                type,
                1,
                new InputShape.Vector(6),
                new OutputShape.Classes(3),
                "hidden: [8], dropout: 0.2",
                "alpha: 1");
    }

    @Test
    void isAskedOnlyByItsName() {
        try (TrainableModel unnamed = TorchModels.create(spec("auto", ModelType.MLP));
                TrainableModel named = TorchModels.create(spec("torch", ModelType.MLP))) {
            assertThat(unnamed).isNotInstanceOf(TorchModel.class);
            assertThat(named).isInstanceOf(TorchModel.class);
        }
    }

    @Test
    void refusesNetworksThatItDoesNotKnow() {
        assertThatThrownBy(() -> TorchModels.create(spec("torch", ModelType.DL4J)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("torch computes model.type mlp, cnn, lstm and transformer and not dl4j");
    }

    static boolean seesGpus() {
        return Libtorch.gpus() > 0;
    }

    @Test
    @DisabledIf("seesGpus")
    void withoutCudaAGpuIsRefusedSayingWhatIsMissing() {
        Gpus gpus = Engines.load().gpus(ModelEngine.TORCH);

        assertThat(gpus.count()).isZero();
        assertThatThrownBy(() -> Placement.choose(DeviceChoice.GPU, Set.of(0), gpus, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("device is gpu")
                .hasMessageContaining("-Ptorch-cuda")
                .hasMessageContaining("cuDNN");
        assertThat(Placement.choose(DeviceChoice.AUTO, Set.of(0), gpus, 0))
                .returns(Device.CPU, Placement::device)
                .extracting(Placement::warning)
                .asString()
                .contains("-Ptorch-cuda");
    }

    /** The fallback that libtorch itself passes over in silence. */
    @Test
    void aModelThatIsNotWhereItWasToTrainIsRefused() {
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> Libtorch.checkIsOn(Device.gpu(1), Place.CPU.zeros(1)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("gpu:1")
                    .hasMessageContaining("cpu");
            Libtorch.checkIsOn(Device.CPU, Place.CPU.zeros(1));
        }
    }

    @Test
    void anExportedModelHoldsItsParametersByName() throws IOException {
        try (TrainableModel model = TorchModels.create(spec("torch", ModelType.MLP))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            model.export(out);
            ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()));
            ZipEntry entry = zip.getNextEntry();
            while (!entry.getName().equals("model.safetensors")) {
                entry = zip.getNextEntry();
            }
            ByteBuffer file = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(file.getLong())];
            file.get(header);
            assertThat(new String(header, StandardCharsets.UTF_8).strip())
                    .isEqualTo("{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[8,6],\"data_offsets\":[0,192]},"
                            + "\"0.bias\":{\"dtype\":\"F32\",\"shape\":[8],\"data_offsets\":[192,224]},"
                            + "\"1.weight\":{\"dtype\":\"F32\",\"shape\":[3,8],\"data_offsets\":[224,320]},"
                            + "\"1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[320,332]}}");
            assertThat(file.remaining()).isEqualTo(4 * model.parameters());
        }
    }

    @Test
    void anUpdateLeavesNoNativeMemoryBehind() {
        try (TrainableModel model = TorchModels.create(spec("torch", ModelType.MLP))) {
            SyntheticBatches batches = new SyntheticBatches(1, 6, 3);
            for (int i = 0; i < 20; i++) {
                model.update(batches.next(8));
            }
            long count = Pointer.totalCount();
            float[] predictions = new float[24];
            for (int i = 0; i < 200; i++) {
                model.update(batches.next(8));
                model.predict(batches.next(8), predictions);
                model.stateSha256();
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(count);
        }
    }
}
