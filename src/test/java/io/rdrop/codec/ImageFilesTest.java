package io.rdrop.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
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
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** PNG and JPEG files as they are, in binary and in Avro records. */
class ImageFilesTest {
    private static final int HEIGHT = 10;
    private static final int WIDTH = 12;

    /** Both ways to send a file, with class 1. */
    enum Form {
        BINARY {
            @Override
            byte[] record(byte[] file) {
                ByteBuffer record = ByteBuffer.allocate(4 + 8 + 4 + file.length).order(ByteOrder.LITTLE_ENDIAN);
                record.put((byte) BinaryLayout.MAGIC).put((byte) BinaryLayout.VERSION);
                record.put((byte) BinaryLayout.FILE).put((byte) BinaryLayout.LABEL_NUMBER);
                return record.putDouble(1).putInt(file.length).put(file).array();
            }
        },
        AVRO {
            /** id, model and time are null, then the bytes, then the label, the second type of a union. */
            @Override
            byte[] record(byte[] file) {
                ByteArrayOutputStream record = new ByteArrayOutputStream();
                record.writeBytes(new byte[] {0, 0, 0});
                for (int left = 2 * file.length; ; left >>>= 7) {
                    record.write(left > 0x7f ? (left & 0x7f) | 0x80 : left);
                    if (left <= 0x7f) {
                        break;
                    }
                }
                record.writeBytes(file);
                record.writeBytes(new byte[] {2, 6, 'd', 'o', 'g'});
                return record.toByteArray();
            }
        };

        abstract byte[] record(byte[] file);

        Decoded decode(byte[] record) {
            JobConfig config = JobConfigs.parse(
                    "task: image-classification\nimage: {height: " + HEIGHT + ", width: " + WIDTH
                            + "}\nlabel: {classes: [cat, dog]}\ninput: {format: " + name().toLowerCase(Locale.ROOT)
                            + ", avro: {framing: none}}\n",
                    "images.yaml",
                    List.of());
            return ExampleCodecs.of(config).decode(new RawRecord(new SourcePosition("images", 0, 0, 0), record));
        }
    }

    private static BufferedImage image(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < width * height; i++) {
            image.getRaster().setSample(i % width, i / width, 0, i % 256);
        }
        return image;
    }

    private static byte[] file(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static byte[] pixels(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Example.class);
        assertThat(((Example) decoded).target()).isEqualTo(1);
        return ((ImageFeatures) ((Example) decoded).features()).pixels();
    }

    private static void refused(Decoded decoded, RejectionReason reason, String detail) {
        assertThat(decoded).isInstanceOf(Rejection.class);
        assertThat(((Rejection) decoded).reason()).isEqualTo(reason);
        assertThat(((Rejection) decoded).detail()).contains(detail);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void arePixels(Form form) throws IOException {
        byte[] found = pixels(form.decode(form.record(file(image(WIDTH, HEIGHT), "png"))));
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i] & 0xff).isEqualTo(i % 256);
        }
        assertThat(pixels(form.decode(form.record(file(image(WIDTH, HEIGHT), "jpeg")))))
                .hasSize(WIDTH * HEIGHT);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void ofAnotherSizeAreNotDecoded(Form form) throws IOException {
        byte[] file = file(image(WIDTH, HEIGHT), "png");
        ByteBuffer header = ByteBuffer.wrap(file);
        header.putInt(16, Integer.MAX_VALUE).putInt(20, Integer.MAX_VALUE);
        CRC32 crc = new CRC32();
        crc.update(file, 12, 17);
        header.putInt(29, (int) crc.getValue());
        refused(form.decode(form.record(file)), RejectionReason.IMAGE_SHAPE, "height must be 10 but was 2147483647");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void thatAreDamagedHaveAReasonOfTheirOwn(Form form) throws IOException {
        byte[] file = Arrays.copyOf(file(image(WIDTH, HEIGHT), "jpeg"), 40);
        refused(form.decode(form.record(file)), RejectionReason.UNDECODABLE_IMAGE, "is a JPEG that cannot be read");
    }

    /** Pixels may begin with the bytes that a file begins with. */
    @ParameterizedTest
    @CsvSource({"137 80 78 71 13 10 26 10", "255 216 255"})
    void pixelsInAvroStayPixelsWhateverTheyBeginWith(String begin) {
        byte[] sent = new byte[WIDTH * HEIGHT];
        String[] first = begin.split(" ", -1);
        for (int i = 0; i < first.length; i++) {
            sent[i] = (byte) Integer.parseInt(first[i]);
        }
        assertThat(pixels(Form.AVRO.decode(Form.AVRO.record(sent)))).isEqualTo(sent);
    }

    @Test
    void aFileOfAsManyBytesAsThereArePixelsIsAFileNevertheless() throws IOException {
        byte[] file = file(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY), "png");
        assertThat(file.length).isLessThan(WIDTH * HEIGHT);
        assertThat(pixels(Form.AVRO.decode(Form.AVRO.record(Arrays.copyOf(file, WIDTH * HEIGHT)))))
                .containsOnly(0);
    }

    /** Seeded: files with bytes changed, and cut. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void becomeAnExampleOrARejectionHoweverTheyAreDamaged(Form form) throws IOException {
        Random random = new Random(42);
        int accepted = 0;
        Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
        for (int i = 0; i < 1500; i++) {
            byte[] file = file(image(WIDTH, HEIGHT), i % 2 == 0 ? "png" : "jpeg");
            for (int k = random.nextInt(4); k > 0; k--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt();
            }
            byte[] record =
                    form.record(random.nextInt(4) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file);
            if (random.nextInt(10) == 0) {
                record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Decoded decoded = form.decode(record);
            if (decoded instanceof Rejection rejection) {
                reasons.add(rejection.reason());
                assertThat(rejection.detail()).isNotBlank().doesNotContain("Exception");
            } else {
                accepted++;
            }
        }
        assertThat(accepted).isBetween(100, 1400);
        assertThat(reasons).contains(RejectionReason.UNDECODABLE_IMAGE, RejectionReason.IMAGE_SHAPE);
    }
}
