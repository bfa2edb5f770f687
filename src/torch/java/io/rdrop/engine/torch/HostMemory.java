package io.rdrop.engine.torch;

import io.rdrop.engine.Device;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where what goes to a device is written first. A GPU reads pinned memory (page-locked, which the system does not move)
 * by itself, while the calling thread goes on: what is written next does not wait for what was written before. libtorch
 * keeps such memory for the next copy, and not before the device has read it.
 */
public interface HostMemory {
    /** Memory as any other; a tensor that is where it should be is not copied. */
    HostMemory PAGEABLE = new HostMemory() {
        @Override
        public Tensor allocate(ScalarType type, long... shape) {
            return type == ScalarType.Float ? torch.empty(shape) : empty(type, false, shape);
        }

        @Override
        public Tensor copy(Tensor from, Device to, ScalarType type) {
            boolean isThere = to.kind() == Device.Kind.CPU && from.scalar_type().intern() == type;
            return isThere ? from : moved(from, to, type, false);
        }
    };

    /** Page-locked; only where there is a GPU. */
    HostMemory PINNED = new HostMemory() {
        @Override
        public Tensor allocate(ScalarType type, long... shape) {
            return empty(type, true, shape);
        }

        @Override
        public Tensor copy(Tensor from, Device to, ScalarType type) {
            return moved(from, to, type, true);
        }
    };

    /** Memory to be filled, of that shape. */
    Tensor allocate(ScalarType type, long... shape);

    /**
     * The same values on a device.
     *
     * @param from what {@link #allocate} gave, which must not be written to any more
     */
    Tensor copy(Tensor from, Device to, ScalarType type);

    /** What suits a device. */
    static HostMemory of(Device device) {
        return device.kind() == Device.Kind.GPU ? PINNED : PAGEABLE;
    }

    private static Tensor empty(ScalarType type, boolean isPinned, long... shape) {
        TensorOptions options =
                new TensorOptions().dtype(new ScalarTypeOptional(type)).pinned_memory(new BoolOptional(isPinned));
        return torch.empty(shape, options, new MemoryFormatOptional());
    }

    private static Tensor moved(Tensor from, Device to, ScalarType type, boolean isAhead) {
        try (org.bytedeco.pytorch.Device device = Place.torchDevice(to)) {
            return from.to(device, type, isAhead, false, new MemoryFormatOptional());
        }
    }
}
