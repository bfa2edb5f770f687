package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.config.ImageConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.example.ByteWriter;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextFeatures;
import java.util.List;

/** Examples in the binary format, labels of classes by name, without checksum: Kafka has one of its own. */
final class BinaryRecordWriter implements RecordWriter {
    private static final int MAX_TEXT_BYTES = BinaryLayout.MISSING - 1;

    private final List<String> classes;
    private final ImageConfig image;
    private final ByteWriter out = new ByteWriter();

    BinaryRecordWriter(JobConfig config) {
        classes = config.label().classes();
        image = config.image();
    }

    @Override
    public byte[] write(Example example) {
        String id = example.givenId();
        boolean model = !example.model().equals(Example.DEFAULT_MODEL);
        boolean time = example.timeMs() != NO_TIME;
        int label = !example.isLabelled() ? 0 : classes.isEmpty() ? BinaryLayout.LABEL_NUMBER : BinaryLayout.LABEL_NAME;
        boolean weight = example.weight() != Example.FULL_WEIGHT;
        out.clear();
        out.u8(BinaryLayout.MAGIC);
        out.u8(BinaryLayout.VERSION);
        out.u8(kind(example.features()));
        out.u8((id == null ? 0 : BinaryLayout.HAS_ID)
                | (model ? BinaryLayout.HAS_MODEL : 0)
                | (time ? BinaryLayout.HAS_TIME : 0)
                | label
                | (weight ? BinaryLayout.HAS_WEIGHT : 0));
        if (id != null) {
            text(id);
        }
        if (model) {
            text(example.model());
        }
        if (time) {
            out.i64(example.timeMs());
        }
        if (label == BinaryLayout.LABEL_NAME) {
            text(classes.get((int) example.target()));
        } else if (label == BinaryLayout.LABEL_NUMBER) {
            out.f64(example.target());
        }
        if (weight) {
            out.f64(example.weight());
        }
        features(example.features());
        return out.toBytes();
    }

    private void features(Features features) {
        if (features instanceof TableFeatures table) {
            out.u16(table.numbers().length);
            out.doubles(table.numbers());
            out.u16(table.categories().length);
            for (String category : table.categories()) {
                if (category == null) {
                    out.u16(BinaryLayout.MISSING);
                } else {
                    text(category);
                }
            }
        } else if (features instanceof TextFeatures text) {
            byte[] bytes = text.text().getBytes(UTF_8);
            out.i32(bytes.length);
            out.bytes(bytes);
        } else if (features instanceof ImageFeatures pixels) {
            out.u16(image.channels());
            out.u16(image.height());
            out.u16(image.width());
            out.bytes(pixels.pixels());
        }
    }

    private static int kind(Features features) {
        if (features instanceof TableFeatures) {
            return BinaryLayout.TABLE;
        }
        return features instanceof TextFeatures ? BinaryLayout.TEXT : BinaryLayout.IMAGE;
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("ids, model keys, classes and categories have at most " + MAX_TEXT_BYTES
                    + " bytes in the binary format, but " + Excerpt.of(text) + " has " + bytes.length);
        }
        out.u16(bytes.length);
        out.bytes(bytes);
    }
}
