package io.rdrop.tools.feed;

import io.rdrop.config.JobConfig;
import io.rdrop.tools.feed.images.ImageFiles;
import io.rdrop.tools.feed.inference.ImageInspection;
import io.rdrop.tools.feed.inference.InspectionTable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files of images. */
public final class ImageData implements TaskData {
    private final ImageFiles files;
    private final ImageInspection inspection;

    private ImageData(ImageFiles files, ImageInspection inspection) {
        this.files = files;
        this.inspection = inspection;
    }

    /**
     * Looks at the files once, as a stream, to the end or the limit.
     *
     * @param data idx file of images, or JSON lines that are records; each may be gzip
     * @param labels idx file of their labels; null for the one named like the images
     * @param limit images looked at; {@link Long#MAX_VALUE} for all
     * @throws io.rdrop.config.ConfigException if a file is not there, or cannot be learned from
     * @throws IOException if a file is damaged or cannot be read
     */
    public static ImageData of(Path data, @Nullable Path labels, long limit) throws IOException {
        ImageFiles files = ImageFiles.of(data, labels);
        return new ImageData(files, files.inspect(limit));
    }

    @Override
    public String describe() {
        return InspectionTable.of(inspection);
    }

    @Override
    public String jobYaml() {
        return JobYaml.of(inspection);
    }

    @Override
    public long rows() {
        return inspection.rows();
    }

    /** What was found. */
    public ImageInspection inspection() {
        return inspection;
    }

    @Override
    public Iterable<byte[]> records(JobConfig job) {
        return files.records();
    }
}
