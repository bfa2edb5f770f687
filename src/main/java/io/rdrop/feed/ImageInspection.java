package io.rdrop.feed;

import io.rdrop.config.ImageConfig;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a first look at images found.
 *
 * @param rows file, classes, counts and warnings; no columns
 * @param image size of the images; null if the file does not tell
 */
public record ImageInspection(Inspection rows, @Nullable ImageConfig image) {
    /** Several lines for the terminal, each with a line end. */
    public String describe() {
        return InspectionTable.of(
                rows,
                image == null
                        ? "images of unknown size"
                        : String.format(
                                "images of %d x %d pixels, %d channel%s",
                                image.height(), image.width(), image.channels(), image.channels() == 1 ? "" : "s"));
    }

    /** The sections {@code task}, {@code image} and {@code label} of a job's configuration, with comments. */
    public String yaml() {
        StringBuilder yaml = new StringBuilder(JobYaml.opening(rows)).append("\ntask: image-classification\n");
        if (image != null) {
            yaml.append(String.format(
                    Locale.ROOT,
                    "%nimage:%n  height: %d # pixels%n  width: %d%n  channels: %d%n",
                    image.height(),
                    image.width(),
                    image.channels()));
        }
        return yaml.append(JobYaml.label(rows)).toString().replace(System.lineSeparator(), "\n");
    }
}
