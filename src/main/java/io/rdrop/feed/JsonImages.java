package io.rdrop.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.ConfigException;
import io.rdrop.config.ImageConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Images as JSON lines that are records already; a line is sent as it is. */
final class JsonImages implements ImageData {
    private final DataFile file;

    JsonImages(DataFile file) {
        this.file = file;
    }

    @Override
    public ImageInspection inspect(long limit) throws IOException {
        ImageShapes shapes = new ImageShapes();
        RecordLabels labels = new RecordLabels();
        long rows = 0;
        try (RowReader reader = file.open()) {
            for (Row row = rows < limit ? reader.next() : null;
                    row != null;
                    row = rows < limit ? reader.next() : null) {
                rows++;
                if (row instanceof Row.JsonRow json) {
                    ObjectNode object = json.object();
                    boolean fits = object.has("features") && shapes.fits(object.get("features"));
                    labels.add(object.get(LABEL), fits);
                }
            }
        }
        if (shapes.fitting() == 0) {
            throw new ConfigException(
                    file.path() + " has no line with an image: an object whose `features` is an array of"
                            + " whole numbers from 0 to 255, flat or nested as [height][width] or [channels][height][width]");
        }
        long faulty = rows - shapes.fitting();
        List<String> warnings = new ArrayList<>();
        if (faulty > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d lines hold no image like the first one; they are sent as they are, and the job will"
                            + " reject them",
                    faulty,
                    rows));
        }
        if (labels.missing() > 0) {
            warnings.add(String.format(Locale.ROOT, "%,d rows have no label", labels.missing()));
        }
        ImageConfig size = shapes.size();
        if (size == null) {
            warnings.add(unknownSize(shapes.pixels()));
        }
        List<Inspection.ClassCount> classes = labels.classes(faulty, warnings);
        return new ImageInspection(
                new Inspection(
                        String.valueOf(file.path().getFileName()),
                        List.of(),
                        List.of(),
                        LABEL,
                        classes,
                        rows,
                        faulty,
                        warnings),
                size);
    }

    private static String unknownSize(int pixels) {
        int side = (int) Math.round(Math.sqrt(pixels));
        String such =
                side * side == pixels ? ", such as --set image.height=" + side + " --set image.width=" + side : "";
        return "images are flat arrays of " + pixels + " pixels, which tell no size: set image.height, image.width and"
                + " image.channels" + such;
    }

    @Override
    public Iterable<byte[]> records() {
        return new DataRecords(file, new RecordEncoder(List.of(), List.of(), LABEL, EnvelopeColumns.NONE));
    }
}
