package io.rdrop.job;

import io.rdrop.example.ExampleFormat;
import io.rdrop.job.wire.BinaryFormat;
import io.rdrop.registry.ManifestJson;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Snapshots between learning and the registry; chained operators hand them over as they are. */
public final class SnapshotContentFormat implements BinaryFormat<SnapshotContent> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(SnapshotContent value, DataOutput out) throws IOException {
        ExampleFormat.writeBytes(ManifestJson.write(value.manifest()), out);
        out.writeInt(value.files().size());
        for (Map.Entry<String, byte[]> file : value.files().entrySet()) {
            out.writeUTF(file.getKey());
            ExampleFormat.writeBytes(file.getValue(), out);
        }
    }

    @Override
    public SnapshotContent read(DataInput in) throws IOException {
        SnapshotManifest manifest = ManifestJson.read(required(in), "a snapshot between operators");
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            String name = in.readUTF();
            files.put(name, required(in));
        }
        return new SnapshotContent(manifest, files);
    }

    private static byte[] required(DataInput in) throws IOException {
        byte[] bytes = ExampleFormat.readBytes(in);
        if (bytes == null) {
            throw new IOException("bytes are missing where they must be");
        }
        return bytes;
    }
}
