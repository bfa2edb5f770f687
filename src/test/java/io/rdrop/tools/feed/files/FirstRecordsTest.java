package io.rdrop.tools.feed.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class FirstRecordsTest {
    private static final List<byte[]> THREE = List.of(new byte[] {1}, new byte[] {2}, new byte[] {3});

    @Test
    void givesTheFirstOnesEachTime() {
        FirstRecords two = new FirstRecords(THREE, 2);
        assertThat(two).containsExactly(THREE.get(0), THREE.get(1));
        assertThat(two).hasSize(2);
        assertThat(new FirstRecords(THREE, 3)).hasSize(3);
        assertThat(new FirstRecords(THREE, Long.MAX_VALUE)).hasSize(3);
    }

    @Test
    void endsAtTheLimit() {
        Iterator<byte[]> one = new FirstRecords(THREE, 1).iterator();
        one.next();
        assertThat(one.hasNext()).isFalse();
        assertThatThrownBy(one::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void closesWhatItReadsFrom() throws Exception {
        CloseableIterator records = new CloseableIterator();
        Iterator<byte[]> first = new FirstRecords(() -> records, 1).iterator();
        first.next();
        ((Closeable) first).close();
        assertThat(records.closed).isTrue();
        ((Closeable) new FirstRecords(THREE, 1).iterator()).close(); // nothing to close is no error
    }

    private static final class CloseableIterator implements Iterator<byte[]>, Closeable {
        private boolean closed;

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public byte[] next() {
            return new byte[0];
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
