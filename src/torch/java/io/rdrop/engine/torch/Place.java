package io.rdrop.engine.torch;

import io.rdrop.config.Precision;
import io.rdrop.engine.Device;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Where tensors are, and of what numbers; between them and Java arrays.
 *
 * <p>Tensors belong to the innermost {@link org.bytedeco.javacpp.PointerScope} that is open on the calling thread.
 *
 * @param device CPU or a GPU
 * @param type {@code Float}; {@code Double} in tests of gradients
 * @param precision what forward passes multiply matrices and convolve in; see {@link #mixed()}
 * @param memory what Java's arrays are copied to first
 */
public record Place(Device device, ScalarType type, Precision precision, HostMemory memory) {
    /** float32 on the CPU. */
    public static final Place CPU = new Place(Device.CPU, ScalarType.Float);

    /** Of one type of numbers throughout. */
    public Place(Device device, ScalarType type) {
        this(device, type, Precision.FLOAT32, HostMemory.of(device));
    }

    /** float32, and what a configuration asks for where it is safe. */
    public static Place of(Device device, Precision precision) {
        return new Place(device, ScalarType.Float, precision, HostMemory.of(device));
    }

    /** Zeros of that shape. */
    public Tensor zeros(long... shape) {
        return torch.zeros(shape, options(type));
    }

    /** A copy of {@code count} values from a position on, of that shape. */
    public Tensor part(float[] values, int from, int count, long... shape) {
        Tensor host = memory.allocate(ScalarType.Float, shape);
        if (count > 0) { // what is empty has no memory
            host.data_ptr_float().put(values, from, count);
        }
        return memory.copy(host, device, type);
    }

    /** A copy of the first values, of that shape. */
    public Tensor of(float[] values, long... shape) {
        return part(values, 0, count(shape), shape);
    }

    /** A copy of the first values, of that shape. */
    public Tensor of(double[] values, long... shape) {
        Tensor host = memory.allocate(ScalarType.Double, shape);
        if (host.numel() > 0) {
            host.data_ptr_double().put(values, 0, count(shape));
        }
        return memory.copy(host, device, type);
    }

    /** Whole numbers to pick by, of that shape. */
    public Tensor indices(long[] values, long... shape) {
        Tensor host = memory.allocate(ScalarType.Long, shape);
        if (host.numel() > 0) {
            host.data_ptr_long().put(values, 0, count(shape));
        }
        return memory.copy(host, device, ScalarType.Long);
    }

    /** Copies values out, row-major, as float32. */
    public static void read(Tensor from, float[] into, int count) {
        Tensor host = from.detach().to(ScalarType.Float).cpu().contiguous();
        if (count > 0) {
            host.data_ptr_float().get(into, 0, count);
        }
    }

    /** Copies values out, row-major, as float64. */
    public static void read(Tensor from, double[] into, int count) {
        Tensor host = from.detach().to(ScalarType.Double).cpu().contiguous();
        if (count > 0) {
            host.data_ptr_double().get(into, 0, count);
        }
    }

    /**
     * Until it is closed, products of matrices and convolutions of the calling thread are computed in {@link
     * #precision}; what is summed up, normalised and exponentiated stays float32. For forward passes: backward
     * follows what each of their steps was computed in.
     */
    public Mixed mixed() {
        return new Mixed(this);
    }

    /** A forward pass's outputs, in the type of this place. */
    public Tensor whole(Tensor outputs) {
        return precision == Precision.FLOAT32 ? outputs : outputs.to(type);
    }

    /** Mixed precision as libtorch's autocast has it; nothing for float32. */
    public static final class Mixed implements AutoCloseable {
        private final torch.@Nullable DeviceType type;

        private Mixed(Place place) {
            type = place.precision == Precision.FLOAT32 ? null : deviceType(place.device);
            if (type != null) {
                // What is kept for the next use of a weight outlives its change: each use casts anew.
                torch.set_autocast_cache_enabled(false);
                torch.set_autocast_dtype(type, ScalarType.BFloat16);
                torch.set_autocast_enabled(type, true);
            }
        }

        private static torch.DeviceType deviceType(Device device) {
            return device.kind() == Device.Kind.CPU ? torch.DeviceType.CPU : torch.DeviceType.CUDA;
        }

        @Override
        public void close() {
            if (type != null) {
                torch.set_autocast_enabled(type, false);
            }
        }
    }

    private TensorOptions options(ScalarType wanted) {
        return new TensorOptions()
                .dtype(new ScalarTypeOptional(wanted))
                .device(new DeviceOptional(torchDevice(device)));
    }

    static org.bytedeco.pytorch.Device torchDevice(Device device) {
        return new org.bytedeco.pytorch.Device(device.kind() == Device.Kind.CPU ? "cpu" : "cuda:" + device.index());
    }

    private static int count(long... shape) {
        long values = 1;
        for (long size : shape) {
            values *= size;
        }
        return Math.toIntExact(values);
    }

    /** Keeps a tensor beyond the scope that it was made in; {@link Pointer#close} frees it. */
    static Tensor kept(Tensor tensor) {
        return tensor.retainReference();
    }
}
