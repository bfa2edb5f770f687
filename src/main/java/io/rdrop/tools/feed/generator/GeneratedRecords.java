package io.rdrop.tools.feed.generator;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** A generator's examples as records, in order, up to an end or {@link #ENDLESS}. Each iterator begins anew. */
public record GeneratedRecords(Supplier<DriftStream> stream, long end) implements Iterable<byte[]> {
    /** More than anyone will wait for. */
    public static final long ENDLESS = Long.MAX_VALUE;

    @Override
    public Iterator<byte[]> iterator() {
        return new Records(stream.get(), end);
    }

    private static final class Records implements Iterator<byte[]> {
        private final DriftStream stream;
        private final ExampleJson json;
        private final long end;
        private long made;

        Records(DriftStream stream, long end) {
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
}
