package io.rdrop.state;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A training state of named parts, each in chunks, of which one at a time is held here.
 *
 * @param chunkBytes length of all chunks of a part but its last; what has another one can be read, too
 */
public record StateParts(Chunks chunks, int chunkBytes) implements StoredState {
    /** At most 16 MB. */
    public static final int CHUNK_BYTES = 15 << 20;

    /** True if nothing was ever saved. */
    public boolean isEmpty() throws IOException {
        return chunks.get(Directory.KEY) == null;
    }

    /** Saves these parts, and no others, but only chunks that are not as they were; returns the length in bytes. */
    public long save(List<StatePart> parts) throws IOException {
        Directory stored = Directory.read(chunks);
        Map<String, StoredPart> before = stored == null ? Map.of() : stored.parts();
        Map<String, StoredPart> now = new LinkedHashMap<>();
        for (StatePart part : parts) {
            PartOutput out =
                    new PartOutput(part.name(), before.getOrDefault(part.name(), StoredPart.NONE), chunks, chunkBytes);
            part.saving().save(new DataOutputStream(out));
            now.put(part.name(), out.finish(part.version()));
        }
        for (Map.Entry<String, StoredPart> old : before.entrySet()) {
            if (!now.containsKey(old.getKey())) {
                new PartOutput(old.getKey(), old.getValue(), chunks, chunkBytes).finish(0);
            }
        }
        if (!now.equals(before)) {
            new Directory(now).write(chunks);
        }
        return now.values().stream().mapToLong(StoredPart::length).sum();
    }

    @Override
    public void restoreOnly(StatePart part) throws IOException {
        StoredPart stored = directory().parts().get(part.name());
        if (stored != null) {
            restore(part, stored);
        }
    }

    private Directory directory() throws IOException {
        Directory directory = Directory.read(chunks);
        if (directory == null) {
            throw new IOException("the directory of the training state is missing");
        }
        return directory;
    }

    @Override
    public void restore(List<StatePart> parts) throws IOException {
        Directory directory = directory();
        String known = parts.stream().map(StatePart::name).collect(Collectors.joining(", "));
        for (String name : directory.parts().keySet()) {
            if (parts.stream().noneMatch(part -> part.name().equals(name))) {
                throw new IOException("part " + name + " of the training state is unknown; known are " + known);
            }
        }
        for (StatePart part : parts) {
            StoredPart stored = directory.parts().get(part.name());
            if (stored != null) {
                restore(part, stored);
            }
        }
    }

    private void restore(StatePart part, StoredPart stored) throws IOException {
        try {
            if (stored.version() > part.version()) {
                throw new IOException(
                        "it has version " + stored.version() + " but none after " + part.version() + " is known");
            }
            PartInput in = new PartInput(part.name(), stored, chunks);
            part.restoring().restore(new DataInputStream(in), stored.version());
            in.finish();
        } catch (EOFException e) {
            throw new IOException("part " + part.name() + " of the training state ends early", e);
        } catch (IOException e) {
            throw new IOException("part " + part.name() + " of the training state: " + e.getMessage(), e);
        }
    }
}
