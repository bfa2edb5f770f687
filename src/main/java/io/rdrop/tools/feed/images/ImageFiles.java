package io.rdrop.tools.feed.images;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.FileFormat;
import io.rdrop.tools.feed.inference.ImageInspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Files of labelled images: a first look at them, and their records. */
public interface ImageFiles {
    /** The label's name in records. */
    String LABEL = "label";

    /**
     * Finds out by name what kind of files they are.
     *
     * @param data idx file of images, or JSON lines that are records; each may be gzip
     * @param labels idx file of their labels; null for the one named like the images
     * @throws ConfigException if a file is not there, or can hold no images
     * @throws IOException if a file cannot be read
     */
    static ImageFiles of(Path data, @Nullable Path labels) throws IOException {
        String name = String.valueOf(data.getFileName()).toLowerCase(Locale.ROOT);
        if (!FileFormat.isKnown(name)) {
            return IdxImages.of(data, labels);
        }
        DataFile file = DataFile.of(data);
        if (file.format() != FileFormat.JSON_LINES) {
            throw new ConfigException(
                    "images must be an idx file or JSON lines (.jsonl, .ndjson, .json) but the file is " + data
                            + "; columns of pixels are a table: use task classification");
        }
        if (labels != null) {
            throw new ConfigException(
                    "JSON lines hold their labels: a file of labels is only for idx images but was " + labels);
        }
        return new JsonImages(file);
    }

    /** Whether a file begins as an idx file of unsigned bytes does, and its name tells no other format. */
    static boolean isIdx(Path data) throws IOException {
        return !FileFormat.isKnown(String.valueOf(data.getFileName()))
                && Files.isRegularFile(data)
                && IdxReader.isIdx(data);
    }

    /**
     * Reads the files once, as a stream, to the end or the limit.
     *
     * @param limit images that will be sent; {@link Long#MAX_VALUE} for all
     * @throws ConfigException if they cannot be learned from
     * @throws IOException if a file is damaged or cannot be read
     */
    ImageInspection inspect(long limit) throws IOException;

    /** The records in file order; each iterator opens the files anew and is Closeable. */
    Iterable<byte[]> records();
}
