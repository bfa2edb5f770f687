package io.rdrop.cli;

import java.io.IOException;
import java.util.Iterator;

/** Records to feed, in order; opened once for each time through. */
@FunctionalInterface
interface RecordSource {
    /** What is open must be closed. */
    interface Records extends Iterator<byte[]>, AutoCloseable {
        @Override
        void close() throws IOException;
    }

    Records open() throws IOException;
}
