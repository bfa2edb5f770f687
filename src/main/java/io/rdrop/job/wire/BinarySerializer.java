package io.rdrop.job.wire;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A Flink serializer over a {@link BinaryFormat}; the records are immutable, so copies are the records themselves. */
public final class BinarySerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final BinaryFormat<T> format;

    public BinarySerializer(BinaryFormat<T> format) {
        this.format = format;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        BinaryFormat<T> duplicate = format.duplicate();
        return duplicate == format ? this : new BinarySerializer<>(duplicate);
    }

    @Override
    public T createInstance() {
        throw new UnsupportedOperationException("records are immutable: they are read, not created");
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        format.write(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return format.read(source);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return format.read(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        format.write(format.read(source), target);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BinarySerializer<?> that && that.format.getClass() == format.getClass();
    }

    @Override
    public int hashCode() {
        return format.getClass().hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new Snapshot<>(format);
    }

    /** Remembers which format wrote; channel state (unaligned checkpoints) may hold such records. */
    public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {
        private @Nullable BinaryFormat<T> format;

        /** For Flink, which then calls {@link #readSnapshot}. */
        public Snapshot() {}

        Snapshot(BinaryFormat<T> format) {
            this.format = format;
        }

        @Override
        public int getCurrentVersion() {
            return 1;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeUTF(format().getClass().getName());
        }

        @Override
        @SuppressWarnings("unchecked") // the name was written by writeSnapshot of the same T
        public void readSnapshot(int readVersion, DataInputView in, ClassLoader loader) throws IOException {
            String name = in.readUTF();
            try {
                format = (BinaryFormat<T>)
                        loader.loadClass(name).getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IOException("cannot make the record format " + name, e);
            }
        }

        @Override
        public TypeSerializer<T> restoreSerializer() {
            return new BinarySerializer<>(format());
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
            boolean same = old instanceof Snapshot<?> that && that.format().getClass() == format().getClass();
            return same
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }

        private BinaryFormat<T> format() {
            if (format == null) {
                throw new IllegalStateException("readSnapshot was not called");
            }
            return format;
        }
    }
}
