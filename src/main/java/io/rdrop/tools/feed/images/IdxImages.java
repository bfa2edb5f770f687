package io.rdrop.tools.feed.images;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ImageConfig;
import io.rdrop.tools.feed.files.FileFormat;
import io.rdrop.tools.feed.inference.ImageInspection;
import io.rdrop.tools.feed.inference.Inspection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Images and labels in idx files, [n, height, width] or [n, channels, height, width], and [n]; labels are 0..255. */
record IdxImages(Path images, Path labels) implements ImageFiles {
    private static final String IMAGES = "images";
    private static final String LABELS = "labels";
    private static final int GREY = 3;
    private static final int WITH_CHANNELS = 4;

    static IdxImages of(Path images, @Nullable Path labels) throws IOException {
        IdxReader.open(images, IMAGES, GREY, WITH_CHANNELS).close();
        return new IdxImages(images, labels == null ? labelsBeside(images) : labels);
    }

    /** The file named as the images are, with labels for images and idx1 for idx3, with or without .gz. */
    private static Path labelsBeside(Path images) {
        String name = String.valueOf(images.getFileName());
        String other = name.replace(IMAGES, LABELS).replace("idx3", "idx1").replace("idx4", "idx1");
        if (!name.contains(IMAGES)) {
            throw new ConfigException("the labels of " + images
                    + " must be named with --labels: its name has no `images` to put `labels` for");
        }
        boolean gzip = other.toLowerCase(Locale.ROOT).endsWith(FileFormat.GZIP_ENDING);
        String twin = gzip
                ? other.substring(0, other.length() - FileFormat.GZIP_ENDING.length())
                : other + FileFormat.GZIP_ENDING;
        for (String candidate : List.of(other, twin)) {
            if (Files.exists(images.resolveSibling(candidate))) {
                return images.resolveSibling(candidate);
            }
        }
        throw new ConfigException("no labels beside " + images + ": there is neither " + other + " nor " + twin
                + "; name the file with --labels");
    }

    @Override
    public ImageInspection inspect(long limit) throws IOException {
        long[] rowsByLabel = new long[256];
        ImageConfig size;
        long rows;
        try (IdxReader pictures = openImages(images);
                IdxReader names = openLabels(labels)) {
            requireAsMany(pictures, names);
            size = size(pictures.itemSizes());
            rows = Math.min(limit, pictures.items());
            byte[] label = new byte[1];
            while (names.next(label)) {
                rowsByLabel[label[0] & 0xff]++;
            }
            byte[] pixels = new byte[pictures.itemBytes()];
            // To the end of the file if all are wanted: damage should be told before the training, not in the middle of
            // it.
            for (long i = 0; (i < rows || rows < limit) && pictures.next(pixels); i++) {}
        }
        return new ImageInspection(
                String.valueOf(images.getFileName()), size, classes(rowsByLabel), rows, 0, List.of());
    }

    private ImageConfig size(int[] sizes) {
        int channels = sizes.length == 2 ? 1 : sizes[0];
        try {
            return new ImageConfig(sizes[sizes.length - 2], sizes[sizes.length - 1], channels);
        } catch (ConfigException e) {
            throw new ConfigException(
                    "images of this size cannot be learned from: " + e.getMessage() + " (" + images + ")");
        }
    }

    /** Every number up to the largest label, so that each one's place is its label. */
    private List<Inspection.ClassCount> classes(long[] rowsByLabel) {
        int last = rowsByLabel.length - 1;
        while (last >= 0 && rowsByLabel[last] == 0) {
            last--;
        }
        if (last < 1) {
            throw new ConfigException("there must be at least 2 classes but all labels in " + labels + " are 0");
        }
        List<Inspection.ClassCount> classes = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            classes.add(new Inspection.ClassCount(Integer.toString(i), rowsByLabel[i]));
        }
        return classes;
    }

    @Override
    public Iterable<byte[]> records() {
        return () -> {
            try {
                return IdxRecords.open(images, labels);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    static void requireAsMany(IdxReader images, IdxReader labels) {
        if (images.items() != labels.items()) {
            throw new ConfigException(labels + " must have as many labels as " + images + " has images, "
                    + images.items() + ", but has " + labels.items());
        }
    }

    static IdxReader openImages(Path images) throws IOException {
        return IdxReader.open(images, "images", GREY, WITH_CHANNELS);
    }

    static IdxReader openLabels(Path labels) throws IOException {
        return IdxReader.open(labels, "labels", 1, 1);
    }
}
