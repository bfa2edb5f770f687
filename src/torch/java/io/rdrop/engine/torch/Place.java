package io.rdrop.engine.torch;

import io.rdrop.engine.Device;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where tensors are, and of what numbers; between them and Java arrays.
 *
 * <p>Tensors belong to the innermost {@link org.bytedeco.javacpp.PointerScope} that is open on the calling thread.
 *
 * @param device CPU or a GPU
 * @param type {@code Float}; {@code Double} in tests of gradients
 */
public record Place(Device device, ScalarType type) {
    /** float32 on the CPU. */
    public static final Place CPU = new Place(Device.CPU, ScalarType.Float);

    /** Zeros of that shape. */
    public Tensor zeros(long... shape) {
        return torch.zeros(shape, options(type));
    }

    /** A copy of {@code count} values from a position on, of that shape. */
    public Tensor part(float[] values, int from, int count, long... shape) {
        Tensor host = torch.empty(shape);
        if (count > 0) { // what is empty has no memory
            host.data_ptr_float().put(values, from, count);
        }
        return isHere(type) ? host : move(host, type);
    }

    /** A copy of the first values, of that shape. */
    public Tensor of(float[] values, long... shape) {
        return part(values, 0, count(shape), shape);
    }

    /** A copy of the first values, of that shape. */
    public Tensor of(double[] values, long... shape) {
        Tensor host = torch.empty(shape, options(Device.CPU, ScalarType.Double), new MemoryFormatOptional());
        if (host.numel() > 0) {
            host.data_ptr_double().put(values, 0, count(shape));
        }
        return move(host, type);
    }

    /** Whole numbers to pick by, of that shape. */
    public Tensor indices(long[] values, long... shape) {
        Tensor host = torch.empty(shape, options(Device.CPU, ScalarType.Long), new MemoryFormatOptional());
        if (host.numel() > 0) {
            host.data_ptr_long().put(values, 0, count(shape));
        }
        return device.kind() == Device.Kind.CPU ? host : move(host, ScalarType.Long);
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

    private boolean isHere(ScalarType wanted) {
        return device.kind() == Device.Kind.CPU && wanted == ScalarType.Float;
    }

    private Tensor move(Tensor host, ScalarType wanted) {
        try (org.bytedeco.pytorch.Device to = torchDevice(device)) {
            return host.to(to, wanted);
        }
    }

    private TensorOptions options(ScalarType wanted) {
        return options(device, wanted);
    }

    private static TensorOptions options(Device device, ScalarType wanted) {
        return new TensorOptions()
                .dtype(new ScalarTypeOptional(wanted))
                .device(new DeviceOptional(torchDevice(device)));
    }

    private static org.bytedeco.pytorch.Device torchDevice(Device device) {
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
