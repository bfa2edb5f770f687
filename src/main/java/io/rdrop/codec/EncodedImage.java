package io.rdrop.codec;

import io.rdrop.config.ImageConfig;
import io.rdrop.example.RejectionReason;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An image as the bytes of a PNG or JPEG file. Its size is read first, and one of another size is not decoded: a few
 * bytes can declare an image that no memory holds.
 *
 * <p>One channel is grey, three are red, green and blue; transparency is left out.
 */
record EncodedImage(ImageConfig image) {
    private static final int COLOURS = 3;
    private static final int MOST = 255;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    /** Whether bytes begin as such a file does. */
    static boolean isOne(byte[] bytes) {
        return format(bytes) != null;
    }

    /**
     * Whether it is a file of the configured size, as far as its header says: of as many bytes as the image has pixels,
     * that tells a file from pixels.
     */
    boolean isOfSize(byte[] file) {
        String format = format(file);
        if (format == null) {
            return false;
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
            try {
                reader.setInput(in, true, true);
                return reader.getHeight(0) == image.height() && reader.getWidth(0) == image.width();
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Hands the pixels to the draft, or says why they are none. */
    void read(byte[] file, Draft draft) {
        String format = format(file);
        if (format == null) {
            draft.refuse(
                    RejectionReason.WRONG_TYPE,
                    "`features` must be a PNG or JPEG file but is of " + file.length
                            + " bytes that begin like neither");
            return;
        }
        String name = format.toUpperCase(Locale.ROOT);
        // The readers of the JDK throw many kinds of runtime exceptions at damaged files.
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
            if (!readers.hasNext()) {
                throw new IOException("this Java has no reader of it");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if (isOfSize("height", image.height(), reader.getHeight(0), draft)
                        && isOfSize("width", image.width(), reader.getWidth(0), draft)) {
                    decode(reader.read(0), draft);
                }
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            draft.refuse(
                    RejectionReason.UNDECODABLE_IMAGE,
                    "`features` is a " + name + " that cannot be read: " + Excerpt.of(String.valueOf(e.getMessage())));
        }
    }

    private static @Nullable String format(byte[] file) {
        return startsWith(file, PNG) ? "png" : startsWith(file, JPEG) ? "jpeg" : null;
    }

    private static boolean startsWith(byte[] file, byte[] magic) {
        if (file.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (file[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfSize(String what, int expected, int found, Draft draft) {
        if (found != expected) {
            draft.refuse(
                    RejectionReason.IMAGE_SHAPE, "the image's " + what + " must be " + expected + " but was " + found);
        }
        return found == expected;
    }

    private void decode(BufferedImage decoded, Draft draft) {
        boolean isGrey = isGrey(decoded.getColorModel());
        int found = isGrey ? 1 : COLOURS;
        if (found != image.channels()) {
            draft.refuse(
                    RejectionReason.IMAGE_SHAPE,
                    "the image's number of channels must be " + image.channels() + " but was " + found);
            return;
        }
        byte[] pixels = new byte[found * image.height() * image.width()];
        if (isGrey) {
            readGrey(decoded, pixels);
        } else {
            readColours(decoded, pixels);
        }
        draft.pixels(pixels);
    }

    private static boolean isGrey(ColorModel model) {
        if (!(model instanceof IndexColorModel palette)) {
            return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        }
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }

    /** As they are stored: Java's conversion to RGB would make grey lighter. */
    private void readGrey(BufferedImage decoded, byte[] pixels) {
        Raster raster = decoded.getRaster();
        ColorModel model = decoded.getColorModel();
        long largest = (1L << model.getComponentSize(0)) - 1;
        int to = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int sample = raster.getSample(x, y, 0);
                pixels[to++] = (byte)
                        (model instanceof IndexColorModel palette
                                ? palette.getRed(sample)
                                : (sample * (long) MOST + largest / 2) / largest);
            }
        }
    }

    private void readColours(BufferedImage decoded, byte[] pixels) {
        int plane = image.height() * image.width();
        int to = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int colours = decoded.getRGB(x, y);
                pixels[to] = (byte) (colours >> (2 * Byte.SIZE));
                pixels[plane + to] = (byte) (colours >> Byte.SIZE);
                pixels[2 * plane + to] = (byte) colours;
                to++;
            }
        }
    }
}
