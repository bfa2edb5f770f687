package io.rdrop.tools.feed.images;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Images and labels of open idx files as records {@code {"features":[pixels],"label":"3"}}; closes them at the end.
 * Without a file of labels, records have none.
 */
public final class IdxRecords implements Iterator<byte[]>, Closeable {
    private final IdxReader images;
    private final @Nullable IdxReader labels;
    private final byte[] pixels;
    private final byte[] label = new byte[1];
    private boolean ahead;

    private IdxRecords(IdxReader images, @Nullable IdxReader labels) {
        this.images = images;
        this.labels = labels;
        pixels = new byte[images.itemBytes()];
        advance();
    }

    /**
     * Opens files at their first image.
     *
     * @param labels null for none
     * @throws io.rdrop.config.ConfigException if they are no such files, or have not as many labels as images
     * @throws IOException if one cannot be read
     */
    public static IdxRecords open(Path images, @Nullable Path labels) throws IOException {
        IdxReader pictures = IdxImages.openImages(images);
        try {
            IdxReader names = labels == null ? null : IdxImages.openLabels(labels);
            if (names != null) {
                IdxImages.requireAsMany(pictures, names);
            }
            return new IdxRecords(pictures, names);
        } catch (IOException | RuntimeException e) {
            pictures.close();
            throw e;
        }
    }

    /** How many there are. */
    public int items() {
        return images.items();
    }

    @Override
    public boolean hasNext() {
        return ahead;
    }

    @Override
    public byte[] next() {
        if (!ahead) {
            throw new NoSuchElementException();
        }
        StringBuilder json = new StringBuilder(4 * pixels.length + 32).append("{\"features\":[");
        for (int i = 0; i < pixels.length; i++) {
            json.append(i == 0 ? "" : ",").append(pixels[i] & 0xff);
        }
        // A string: a JSON number would be a class index, which the order of label.classes gives a meaning of its own.
        json.append(']');
        if (labels != null) {
            json.append(",\"label\":\"").append(label[0] & 0xff).append('"');
        }
        json.append('}');
        advance();
        return json.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        try (images) {
            if (labels != null) {
                labels.close();
            }
        }
    }

    private void advance() {
        try {
            boolean image = images.next(pixels);
            ahead = (labels == null || labels.next(label)) && image;
            if (!ahead) {
                close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
