package io.rdrop.tools.feed.asked;

import com.fasterxml.jackson.databind.node.LongNode;
import io.rdrop.tools.feed.images.IdxRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images of an idx file, by their index from 0. */
final class AskedImages implements AskedRows {
    private static final String INDEX = "index";

    private final IdxRecords images;
    private long index;

    private AskedImages(IdxRecords images) {
        this.images = images;
    }

    /** Images, and their labels if there is a file of them. */
    static AskedImages open(Path images, @Nullable Path labels) throws IOException {
        return new AskedImages(IdxRecords.open(images, labels));
    }

    @Override
    public @Nullable Asked next() {
        if (!images.hasNext()) {
            return null;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(INDEX, LongNode.valueOf(index));
        return new Asked("image " + index++, members, images.next(), null);
    }

    @Override
    public long total() {
        return images.items();
    }

    @Override
    public void close() throws IOException {
        images.close();
    }
}
