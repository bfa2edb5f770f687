package io.rdrop.tools.cli;

import java.util.Iterator;

/**
 * Records without the first of them, which are in the topic already.
 *
 * @param skipped how many
 */
record SkippedRecords(Iterable<byte[]> records, long skipped) implements Iterable<byte[]> {
    @Override
    public Iterator<byte[]> iterator() {
        Iterator<byte[]> rest = records.iterator();
        for (long i = 0; i < skipped && rest.hasNext(); i++) {
            rest.next();
        }
        return rest;
    }
}
