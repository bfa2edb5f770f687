package io.rdrop.feed.generator;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** A stream's examples as records, in order. */
public final class GeneratedExamples implements Iterator<byte[]> {
    private final DriftStream stream;
    private final ExampleJson json;
    private final long end;
    private long made;

    /** @param end how many; {@link Long#MAX_VALUE} for no end */
    public GeneratedExamples(DriftStream stream, long end) {
        this.stream = stream;
        this.end = end;
        json = new ExampleJson(stream);
    }

    @Override
    public boolean hasNext() {
        return made < end;
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return json.bytes(made++, stream.next());
    }
}
