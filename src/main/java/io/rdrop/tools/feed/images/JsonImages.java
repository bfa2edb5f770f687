package io.rdrop.tools.feed.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.ConfigException;
import io.rdrop.config.ImageConfig;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.DataRecords;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.RecordEncoder;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowReader;
import io.rdrop.tools.feed.inference.ClassInference;
import io.rdrop.tools.feed.inference.FileScan;
import io.rdrop.tools.feed.inference.ImageInspection;
import io.rdrop.tools.feed.inference.Inspection;
import io.rdrop.tools.feed.inference.LabelIndices;
import io.rdrop.tools.feed.inference.LabelScan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** Images as JSON lines that are records already; a line is sent as it is. */
record JsonImages(DataFile file) implements ImageFiles {
    private static final BitSet GOOD = new BitSet();
    private static final BitSet FAULTY = BitSet.valueOf(new long[] {1});

    @Override
    public ImageInspection inspect(long limit) throws IOException {
        ImageShapes shapes = new ImageShapes();
        LabelScan labels = new LabelScan(LABEL);
        LabelIndices indices = new LabelIndices();
        long rows = 0;
        try (RowReader reader = file.open()) {
            for (Row row = reader.next(); row != null && rows < limit; row = reader.next()) {
                rows++;
                if (row instanceof Row.JsonRow json) {
                    JsonNode features = json.object().get("features");
                    boolean fits = features != null && shapes.fits(features);
                    JsonNode label = indices.ifNumber(json.object().get(LABEL));
                    if (label == null || label.isNull() || label.isContainerNode()) {
                        labels.addMissing();
                    } else {
                        labels.add(label.asText(), fits ? GOOD : FAULTY);
                    }
                }
            }
        }
        if (shapes.fitting() == 0) {
            throw new ConfigException(
                    file.path() + " has no line with an image: an object whose `features` is an array of"
                            + " whole numbers from 0 to 255, flat or nested as [height][width] or [channels][height][width]");
        }
        long faulty = rows - shapes.fitting();
        List<String> warnings = warnings(rows, faulty, labels.missing());
        ImageConfig size = shapes.size();
        if (size == null) {
            warnings.add(unknownSize(shapes.pixels()));
        }
        ClassInference inference = new ClassInference(LABEL, faulty);
        List<Inspection.ClassCount> classes = indices.complete(inference.classes(labels.goodRows(BitSet::isEmpty)));
        warnings.addAll(inference.warnings());
        return new ImageInspection(String.valueOf(file.path().getFileName()), size, classes, rows, faulty, warnings);
    }

    private static List<String> warnings(long rows, long faulty, long unlabelled) {
        List<String> warnings = new ArrayList<>();
        if (faulty > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d lines hold no image like the first one; they are sent as they are, and the job will"
                            + " reject them",
                    faulty,
                    rows));
        }
        warnings.addAll(FileScan.warningsOfRows(rows, 0, "", unlabelled));
        return warnings;
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
