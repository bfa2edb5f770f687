package io.rdrop.tools.feed.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The first so many of other records; whoever iterates closes as before. */
public final class FirstRecords implements Iterable<byte[]> {
    private final Iterable<byte[]> records;
    private final long limit;

    /** @param limit records at most, &gt; 0 */
    public FirstRecords(Iterable<byte[]> records, long limit) {
        this.records = records;
        this.limit = limit;
    }

    @Override
    public Iterator<byte[]> iterator() {
        return new First(records.iterator(), limit);
    }

    private static final class First implements Iterator<byte[]>, Closeable {
        private final Iterator<byte[]> records;
        private long left;

        First(Iterator<byte[]> records, long limit) {
            this.records = records;
            left = limit;
        }

        @Override
        public boolean hasNext() {
            return left > 0 && records.hasNext();
        }

        @Override
        public byte[] next() {
            if (left <= 0) {
                throw new NoSuchElementException();
            }
            left--;
            return records.next();
        }

        @Override
        public void close() throws IOException {
            if (records instanceof Closeable closeable) {
                closeable.close();
            }
        }
    }
}
