package io.rdrop.job;

import io.rdrop.example.ExampleFormat;
import io.rdrop.registry.StagedSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Staged snapshots within a checkpoint. */
final class StagedSnapshotSerializer implements SimpleVersionedSerializer<StagedSnapshot> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(StagedSnapshot staged) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        ExampleFormat.writeText(staged.model(), out);
        out.writeLong(staged.version());
        ExampleFormat.writeText(staged.path(), out);
        ExampleFormat.writeText(staged.manifestSha256(), out);
        return bytes.toByteArray();
    }

    @Override
    public StagedSnapshot deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("a staged snapshot must have version " + VERSION + " but had " + version);
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
        return new StagedSnapshot(
                ExampleFormat.readRequired(in),
                in.readLong(),
                ExampleFormat.readRequired(in),
                ExampleFormat.readRequired(in));
    }
}
