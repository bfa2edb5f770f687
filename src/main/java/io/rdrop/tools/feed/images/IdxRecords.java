package io.rdrop.tools.feed.images;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Images and labels of open idx files as records {@code {"features":[pixels],"label":"3"}}; closes them at the end. */
final class IdxRecords implements Iterator<byte[]>, Closeable {
    private final IdxReader images;
    private final IdxReader labels;
    private final byte[] pixels;
    private final byte[] label = new byte[1];
    private boolean ahead;

    IdxRecords(IdxReader images, IdxReader labels) {
        this.images = images;
        this.labels = labels;
        pixels = new byte[images.itemBytes()];
        advance();
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
        json.append("],\"label\":\"").append(label[0] & 0xff).append("\"}");
        advance();
        return json.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        try (images) {
            labels.close();
        }
    }

    private void advance() {
        try {
            boolean image = images.next(pixels);
            ahead = labels.next(label) && image;
            if (!ahead) {
                close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
