package io.rdrop.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PNG and JPEG files in base64: 2 x 3 pixels, of one channel or three. */
class EncodedImageTest {
    private static final ExampleCodec GREY = codec(1);
    private static final ExampleCodec COLOURS = codec(3);

    private static ExampleCodec codec(int channels) {
        return JsonExampleCodec.of(JobConfigs.parse(
                "task: image-classification\nimage: {height: 2, width: 3, channels: " + channels
                        + "}\nlabel: {classes: [cat, dog]}",
                "images.yaml",
                List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
    void readsGreyAsItIsStored(int type) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, type);
        int largest = type == BufferedImage.TYPE_BYTE_GRAY ? 1 : 257;
        int[] values = {0, 1, 100, 200, 254, 255};
        for (int i = 0; i < values.length; i++) {
            image.getRaster().setSample(i % 3, i / 3, 0, values[i] * largest);
        }
        assertThat(pixels(GREY, file(image, "png"))).containsExactly(values);
    }

    @Test
    void readsBlackAndWhite() throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_BINARY);
        image.setRGB(1, 1, 0xFFFFFF);
        assertThat(pixels(GREY, file(image, "png"))).containsExactly(0, 0, 0, 0, 255, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB})
    void readsColoursOneAfterTheOther(int type) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, type);
        for (int i = 0; i < 6; i++) {
            image.setRGB(i % 3, i / 3, 0xFF000000 | (10 + i) << 16 | (20 + i) << 8 | (30 + i));
        }
        assertThat(pixels(COLOURS, file(image, "png")))
                .containsExactly(10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25, 30, 31, 32, 33, 34, 35);
    }

    @Test
    void readsJpegAboutAsItWas() throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 6; i++) {
            image.getRaster().setSample(i % 3, i / 3, 0, 128);
        }
        for (int pixel : pixels(GREY, file(image, "jpeg"))) {
            assertThat(pixel).isBetween(124, 132);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 2, the image's width must be 3 but was 4", "3, 1, the image's height must be 2 but was 1"})
    void refusesAnotherSize(int width, int height, String detail) throws IOException {
        refused(GREY, file(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png"), detail);
    }

    @Test
    void refusesOtherChannels() throws IOException {
        byte[] grey = file(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY), "png");
        byte[] colours = file(new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR), "png");
        refused(COLOURS, grey, "number of channels must be 3 but was 1");
        refused(GREY, colours, "number of channels must be 1 but was 3");
    }

    /** A header that declares 2^31 - 1 columns and rows, which would take an exabyte. */
    @Test
    void doesNotDecodeWhatDeclaresAnotherSize() throws IOException {
        byte[] file = file(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY), "png");
        ByteBuffer header = ByteBuffer.wrap(file);
        header.putInt(16, Integer.MAX_VALUE).putInt(20, Integer.MAX_VALUE);
        CRC32 crc = new CRC32();
        crc.update(file, 12, 17);
        header.putInt(29, (int) crc.getValue());
        refused(GREY, file, "the image's height must be 2 but was 2147483647");
    }

    @Test
    void refusesWhatIsNoImage() {
        assertRefused(decode(GREY, "!"), "or base64 of a PNG or JPEG, but was the string \"!\"");
        assertRefused(decode(GREY, "AAEC"), "is of 3 bytes that begin like neither");
    }

    @Test
    void makesAnExampleOrARejectionOfEveryDamagedFile() throws IOException {
        Random random = new Random(5);
        int rejected = 0;
        for (int i = 0; i < 600; i++) {
            BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
            byte[] file = file(image, i % 2 == 0 ? "png" : "jpeg");
            for (int k = random.nextInt(3); k >= 0; k--) {
                file[4 + random.nextInt(file.length - 4)] = (byte) random.nextInt();
            }
            byte[] damaged = random.nextBoolean() ? file : Arrays.copyOf(file, random.nextInt(file.length));
            rejected += decode(GREY, Base64.getEncoder().encodeToString(damaged)) instanceof Rejection ? 1 : 0;
        }
        assertThat(rejected).isBetween(100, 599);
    }

    private static byte[] file(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static int[] pixels(ExampleCodec codec, byte[] file) {
        Decoded decoded = decode(codec, Base64.getEncoder().encodeToString(file));
        assertThat(decoded).isInstanceOf(Example.class);
        byte[] pixels = ((ImageFeatures) ((Example) decoded).features()).pixels();
        int[] values = new int[pixels.length];
        Arrays.setAll(values, i -> pixels[i] & 0xff);
        return values;
    }

    private static void refused(ExampleCodec codec, byte[] file, String detail) {
        Decoded decoded = decode(codec, Base64.getEncoder().encodeToString(file));
        assertThat(((Rejection) decoded).reason()).isEqualTo(RejectionReason.IMAGE_SHAPE);
        assertThat(((Rejection) decoded).detail()).contains(detail);
    }

    private static void assertRefused(Decoded decoded, String detail) {
        assertThat(((Rejection) decoded).reason()).isEqualTo(RejectionReason.WRONG_TYPE);
        assertThat(((Rejection) decoded).detail()).contains(detail);
    }

    private static Decoded decode(ExampleCodec codec, String features) {
        String record = "{\"features\": \"" + features + "\", \"label\": \"cat\"}";
        return codec.decode(
                new RawRecord(new SourcePosition("images", 0, 0, 0), record.getBytes(StandardCharsets.UTF_8)));
    }
}
