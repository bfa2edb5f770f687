package io.rdrop.tools.feed.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a data file, in file order. Each iterator opens the file anew, closes it at the end, and is Closeable
 * for those who stop before; reading errors surface as UncheckedIOException.
 */
public final class DataRecords implements Iterable<byte[]> {
    private final DataFile file;
    private final RowEncoder encoder;

    public DataRecords(DataFile file, RowEncoder encoder) {
        this.file = file;
        this.encoder = encoder;
    }

    @Override
    public Iterator<byte[]> iterator() {
        try {
            return new Records(file.open(), encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Records implements Iterator<byte[]>, Closeable {
        private final RowReader rows;
        private final RowEncoder encoder;
        private @Nullable Row ahead;

        Records(RowReader rows, RowEncoder encoder) {
            this.rows = rows;
            this.encoder = encoder;
            advance();
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public byte[] next() {
            Row row = ahead;
            if (row == null) {
                throw new NoSuchElementException();
            }
            advance();
            return encoder.encode(row);
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }

        private void advance() {
            try {
                ahead = rows.next();
                if (ahead == null) {
                    rows.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
