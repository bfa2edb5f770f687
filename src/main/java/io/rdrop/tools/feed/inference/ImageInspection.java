package io.rdrop.tools.feed.inference;

import io.rdrop.config.ImageConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a first look at a file of images found.
 *
 * @param fileName for people
 * @param image size of the images; null if the file does not tell
 * @param classes in index order
 * @param rows images that will be sent, broken ones too
 * @param malformed rows that hold no image of this size, which are sent as they are
 * @param warnings one sentence each
 */
public record ImageInspection(
        String fileName,
        @Nullable ImageConfig image,
        List<Inspection.ClassCount> classes,
        long rows,
        long malformed,
        List<String> warnings) {
    public ImageInspection {
        classes = List.copyOf(classes);
        warnings = List.copyOf(warnings);
    }
}
