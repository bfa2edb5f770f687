package io.rdrop.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.Precision;
import io.rdrop.engine.Device;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

/** What goes to a device goes through its memory; which for a GPU is pinned. */
@SuppressWarnings("try") // a scope is there to be closed
class HostMemoryTest {
    /** Notes what is asked of it, and writes over what it gave once it was copied, as its next owner would. */
    private static final class Noted implements HostMemory {
        private final StringBuilder calls = new StringBuilder();

        @Override
        public Tensor allocate(ScalarType type, long... shape) {
            calls.append("allocate ").append(type).append('\n');
            return PAGEABLE.allocate(type, shape);
        }

        @Override
        public Tensor copy(Tensor from, Device to, ScalarType type) {
            calls.append("copy to ")
                    .append(to.label())
                    .append(" as ")
                    .append(type)
                    .append('\n');
            Tensor copied = PAGEABLE.copy(from.clone(), to, type);
            from.zero_();
            return copied;
        }
    }

    @Test
    void allThatGoesToADeviceGoesThroughIt() {
        Noted noted = new Noted();
        Place place = new Place(Device.CPU, ScalarType.Float, Precision.FLOAT32, noted);
        try (PointerScope scope = new PointerScope()) {
            float[] floats = new float[2];
            Place.read(place.part(new float[] {1, 2, 3}, 1, 2, 2), floats, 2);
            assertThat(floats).containsExactly(2, 3);
            double[] doubles = new double[2];
            Place.read(place.of(new double[] {4, 5}, 2), doubles, 2);
            assertThat(doubles).containsExactly(4, 5);
            Place.read(place.indices(new long[] {6, 7}, 2), doubles, 2);
            assertThat(doubles).containsExactly(6, 7);
        }

        assertThat(noted.calls.toString()).isEqualTo("""
                allocate Float
                copy to cpu as Float
                allocate Double
                copy to cpu as Float
                allocate Long
                copy to cpu as Long
                """);
    }

    @Test
    void aGpuReadsPinnedMemory() {
        assertThat(HostMemory.of(Device.CPU)).isSameAs(HostMemory.PAGEABLE);
        assertThat(HostMemory.of(Device.gpu(1))).isSameAs(HostMemory.PINNED);
    }

    static boolean seesGpus() {
        return Libtorch.gpus() > 0;
    }

    /** So it is pinned memory that is asked for. */
    @Test
    @DisabledIf("seesGpus")
    void pinnedMemoryIsNotToBeHadWithoutAGpu() {
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> HostMemory.PINNED.allocate(ScalarType.Float, 3))
                    .isInstanceOf(RuntimeException.class)
                    .hasMessageContaining("pin");
        }
    }
}
