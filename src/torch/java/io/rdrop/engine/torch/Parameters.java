package io.rdrop.engine.torch;

import io.rdrop.engine.Floats;
import io.rdrop.engine.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All parameters of a network in one flat tensor, and their gradients in another: what is saved and hashed is one
 * array, and an optimiser's step a few kernels whatever the number of layers. A layer adds its {@link Parameter}s, in
 * the order of the flat tensor; then they are allocated together. Owns native memory.
 */
@SuppressWarnings("try") // a scope is there to be closed
public final class Parameters implements AutoCloseable {
    private final Place place;
    private final List<Parameter> slots = new ArrayList<>();
    private long length;
    private @Nullable Tensor flat;
    private @Nullable Tensor gradient;

    /** None yet. */
    public Parameters(Place place) {
        this.place = place;
    }

    /** One parameter of a layer: a view of the flat tensor, to which backward adds its gradient. */
    public static final class Parameter {
        private final String name;
        private final long[] shape;
        private final long offset;
        private final boolean isWeight;
        private @Nullable Tensor view;

        private Parameter(String name, long[] shape, long offset, boolean isWeight) {
            this.name = name;
            this.shape = shape;
            this.offset = offset;
            this.isWeight = isWeight;
        }

        /** Such as {@code 2.weight}. */
        public String name() {
            return name;
        }

        /** Row-major. */
        public long[] shape() {
            return shape.clone();
        }

        /** Its first value in the flat tensor. */
        public long offset() {
            return offset;
        }

        /** Values. */
        public long length() {
            long values = 1;
            for (long size : shape) {
                values *= size;
            }
            return values;
        }

        /** Whether weight decay acts on it: on weights and not on biases and gains. */
        public boolean isWeight() {
            return isWeight;
        }

        /** The tensor; it is not the caller's to close. */
        public Tensor tensor() {
            return allocated(view);
        }
    }

    /** The next weights. */
    public Parameter weight(String name, long... shape) {
        return add(name, true, shape);
    }

    /** The next biases, or other numbers without weight decay. */
    public Parameter bias(String name, long... shape) {
        return add(name, false, shape);
    }

    private Parameter add(String name, boolean isWeight, long[] shape) {
        if (flat != null) {
            throw new IllegalStateException(name + " was added after the parameters were allocated");
        }
        Parameter parameter = new Parameter(name, shape.clone(), length, isWeight);
        slots.add(parameter);
        length += parameter.length();
        return parameter;
    }

    /** Takes memory for all of them, zeros. */
    public void allocate() {
        try (PointerScope scope = new PointerScope()) {
            Tensor values = Place.kept(place.zeros(length));
            Tensor gradients = Place.kept(place.zeros(length));
            flat = values;
            gradient = gradients;
            for (Parameter slot : slots) {
                Tensor view = values.narrow(0, slot.offset, slot.length())
                        .view(slot.shape)
                        .detach();
                view.set_requires_grad(true);
                view.mutable_grad()
                        .put(gradients.narrow(0, slot.offset, slot.length()).view(slot.shape));
                slot.view = Place.kept(view);
            }
        }
    }

    /** In the order of the flat tensor. */
    public List<Parameter> list() {
        return List.copyOf(slots);
    }

    /** Values of all parameters. */
    public long length() {
        return length;
    }

    /** [length]; not the caller's to close. */
    public Tensor flat() {
        return allocated(flat);
    }

    /** [length], what backward added since it was last cleared; not the caller's to close. */
    public Tensor gradient() {
        return allocated(gradient);
    }

    /** Where they are. */
    public Place place() {
        return place;
    }

    /** Weights of variance 1 / inputs, gains 1 and biases 0, drawn from a seed. */
    public float[] drawn(long seed) {
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(length)];
        for (Parameter parameter : slots) {
            int from = (int) parameter.offset;
            boolean isGain = parameter.shape.length == 1 && parameter.name.endsWith(".weight");
            double scale = 1 / Math.sqrt((double) parameter.shape[parameter.shape.length - 1]);
            for (int i = from; i < from + parameter.length(); i++) {
                values[i] = isGain ? 1 : parameter.isWeight ? (float) (scale * random.nextGaussian()) : 0;
            }
        }
        return values;
    }

    /** Replaces all values. */
    public void put(float[] values) {
        if (values.length != length) {
            throw new IllegalArgumentException(
                    "the network has " + length + " parameters but was given " + values.length);
        }
        put(values, flat());
    }

    void put(float[] values, Tensor into) {
        try (PointerScope scope = new PointerScope()) {
            into.copy_(place.of(values, values.length));
        }
    }

    /** float32 values of a flat tensor, as it is when they are read. */
    public static Floats floats(Tensor flat) {
        return new Floats() {
            @Override
            public long length() {
                return flat.numel();
            }

            @Override
            public void get(long from, float[] into, int count) {
                try (PointerScope scope = new PointerScope()) {
                    Place.read(flat.narrow(0, from, count), into, count);
                }
            }
        };
    }

    /** Writes all by their names as safetensors; the stream stays open. */
    public void writeSafetensors(OutputStream out) throws IOException {
        List<Safetensors.Entry> entries = slots.stream()
                .map(slot -> new Safetensors.Entry(slot.name, slot.shape, slot.offset))
                .toList();
        Safetensors.write(out, entries, floats(flat()));
    }

    private static Tensor allocated(@Nullable Tensor tensor) {
        if (tensor == null) {
            throw new IllegalStateException(
                    "parameters were used before they were allocated, or after they were freed");
        }
        return tensor;
    }

    @Override
    public void close() {
        for (Parameter slot : slots) {
            if (slot.view != null) {
                slot.view.close();
                slot.view = null;
            }
        }
        if (flat != null && gradient != null) {
            flat.close();
            gradient.close();
            flat = null;
            gradient = null;
        }
    }
}
