package io.rdrop.job;

import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;

/** Gets records again, byte for byte, that have long become examples. */
interface OriginalRecords extends Serializable {
    /** What one thread at a time may read with; it connects when it must. The caller closes it. */
    Reader open();

    /** Reads, for as long as it is open, over what it has connected once. */
    interface Reader extends AutoCloseable {
        /**
         * Reads records where they stand, and holds no more of them than it must.
         *
         * @param positions of the wanted records; of a partition in ascending order, or it is read more than once
         * @param each given one record per position, in the same order; its value is null if the topic no longer has it
         * @throws IOException if the topic cannot be read in time
         */
        void fetch(List<SourcePosition> positions, Consumer<RawRecord> each) throws IOException;

        @Override
        void close();
    }
}
