package io.rdrop.tools.feed.files;

import io.rdrop.codec.Transcoder;
import io.rdrop.config.JobConfig;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;

/**
 * JSON records in the format of a job, {@code input.format}. Those that the job could not learn from stay JSON, for the
 * job to reject.
 *
 * @param json records; a Closeable iterator is closed
 * @param job whose format it is
 */
public record FormattedRecords(Iterable<byte[]> json, JobConfig job) implements Iterable<byte[]> {
    @Override
    public Iterator<byte[]> iterator() {
        return new Records(json.iterator(), new Transcoder(job));
    }

    private record Records(Iterator<byte[]> json, Transcoder transcoder) implements Iterator<byte[]>, Closeable {
        @Override
        public boolean hasNext() {
            return json.hasNext();
        }

        @Override
        public byte[] next() {
            return transcoder.transcode(json.next());
        }

        @Override
        public void close() throws IOException {
            if (json instanceof Closeable closeable) {
                closeable.close();
            }
        }
    }
}
