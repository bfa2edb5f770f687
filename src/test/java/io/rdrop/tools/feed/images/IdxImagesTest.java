package io.rdrop.tools.feed.images;

import static io.rdrop.tools.feed.IdxFiles.sizes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ImageConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.IdxFiles;
import io.rdrop.tools.feed.JobYaml;
import io.rdrop.tools.feed.files.FirstRecords;
import io.rdrop.tools.feed.inference.ImageInspection;
import io.rdrop.tools.feed.inference.InspectionTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxImagesTest {
    private static final byte[] THREE =
            IdxFiles.bytes(IdxFiles.GREY, sizes(3, 2, 2), 0, 1, 127, 128, 200, 255, 3, 4, 5, 6, 7, 8);

    private final Path directory;

    IdxImagesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz",
        "train-images-idx3-ubyte, train-labels-idx1-ubyte",
        "t10k-images.idx3-ubyte, t10k-labels.idx1-ubyte",
        "images-idx3-ubyte.gz, labels-idx1-ubyte",
        "images-idx3-ubyte, labels-idx1-ubyte.gz",
        "images.idx, labels.idx"
    })
    void findsTheLabelsByTheNameOfTheImages(String images, String labels) throws IOException {
        Path data = IdxFiles.write(directory.resolve(images), THREE);
        IdxFiles.labels(directory.resolve(labels), 2, 0, 2);
        assertThat(records(ImageFiles.of(data, null)))
                .containsExactly(
                        "{\"features\":[0,1,127,128],\"label\":\"2\"}",
                        "{\"features\":[200,255,3,4],\"label\":\"0\"}",
                        "{\"features\":[5,6,7,8],\"label\":\"2\"}");
    }

    @Test
    void takesLabelsOfAnyNameThatIsGiven() throws IOException {
        Path data = IdxFiles.write(directory.resolve("pictures"), THREE);
        Path labels = IdxFiles.labels(directory.resolve("answers.gz"), 1, 0, 1);
        assertThat(records(ImageFiles.of(data, labels))).hasSize(3);
        assertThatThrownBy(() -> ImageFiles.of(data, null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("pictures must be named with --labels");
    }

    @Test
    void saysWhichLabelsItLookedFor() throws IOException {
        Path data = IdxFiles.write(directory.resolve("train-images-idx3-ubyte.gz"), THREE);
        assertThatThrownBy(() -> ImageFiles.of(data, null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "neither train-labels-idx1-ubyte.gz nor train-labels-idx1-ubyte; name the file with --labels");
        Path gone = directory.resolve("gone");
        assertThatThrownBy(() -> ImageFiles.of(data, gone).inspect(Long.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessage("no such data file: " + gone);
    }

    @Test
    void infersTheJob() throws IOException {
        ImageFiles images = images(THREE, 2, 0, 2);
        ImageInspection found = images.inspect(Long.MAX_VALUE);
        assertThat(found.image()).isEqualTo(new ImageConfig(2, 2, 1));
        assertThat(found.rows()).isEqualTo(3);
        assertThat(InspectionTable.of(found)).contains("images-idx3-ubyte.gz: 3 images of 2 x 2 pixels, 3 classes");
        JobConfig job = JobConfigs.parse(JobYaml.of(found), "inferred.yaml", List.of());
        assertThat(job.task()).isEqualTo(TaskType.IMAGE_CLASSIFICATION);
        assertThat(job.image()).isEqualTo(new ImageConfig(2, 2, 1));
        // No image is a 1, but the class keeps its place: labels are indices.
        assertThat(job.label().classes()).containsExactly("0", "1", "2");
    }

    @Test
    void readsChannelsOfRankFour() throws IOException {
        ImageFiles images = images(
                IdxFiles.bytes(IdxFiles.WITH_CHANNELS, sizes(2, 3, 1, 2), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 0, 1);
        assertThat(images.inspect(Long.MAX_VALUE).image()).isEqualTo(new ImageConfig(1, 2, 3));
        assertThat(records(images))
                .containsExactly(
                        "{\"features\":[1,2,3,4,5,6],\"label\":\"0\"}",
                        "{\"features\":[7,8,9,10,11,12],\"label\":\"1\"}");
    }

    @Test
    void canBeReadAgainAndClosedEarly() throws IOException {
        ImageFiles images = images(THREE, 2, 0, 2);
        assertThat(records(images)).isEqualTo(records(images));
        Iterator<byte[]> early = images.records().iterator();
        early.next();
        ((Closeable) early).close();
        assertThatThrownBy(() -> {
                    early.next();
                    early.next();
                })
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void refusesOtherThanImages() throws IOException {
        for (int magic : new int[] {2048, IdxFiles.LABELS, 2050, 2053, 0x0d03, 0x03080000, 0}) {
            byte[] content = IdxFiles.bytes(magic, sizes(3, 2, 2), new int[12]);
            assertThatThrownBy(() -> images(content, 1, 0, 1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("images-idx3-ubyte.gz must be an idx file of images")
                    .hasMessageContaining("2051 to 2052")
                    .hasMessageContaining("begins with " + magic);
        }
    }

    @Test
    void refusesLabelsThatAreNone() throws IOException {
        IdxFiles.write(directory.resolve("labels-idx1-ubyte.gz"), THREE);
        Path data = IdxFiles.write(directory.resolve("images-idx3-ubyte.gz"), THREE);
        assertThatThrownBy(() -> ImageFiles.of(data, null).inspect(Long.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("labels-idx1-ubyte.gz must be an idx file of labels")
                .hasMessageContaining("(magic number 2049) but begins with 2051");
    }

    @Test
    void refusesAnotherNumberOfLabelsThanImages() throws IOException {
        assertThatThrownBy(() -> images(THREE, 1, 0).inspect(Long.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("labels-idx1-ubyte.gz must have as many labels as")
                .hasMessageContaining("images, 3, but has 2");
    }

    @Test
    void refusesASingleClass() throws IOException {
        assertThatThrownBy(() -> images(THREE, 0, 0, 0).inspect(Long.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at least 2 classes but all labels");
    }

    @Test
    void refusesSizesThatCannotBe() throws IOException {
        for (int[] sizes : List.of(sizes(-1, 2, 2), sizes(0, 2, 2), sizes(3, 0, 2), sizes(3, 2, Integer.MIN_VALUE))) {
            assertThatThrownBy(() -> images(IdxFiles.bytes(IdxFiles.GREY, sizes), 0, 1, 1)
                            .inspect(Long.MAX_VALUE))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("images-idx3-ubyte.gz must have from 1 to 2147483647")
                    .hasMessageContaining("its header says");
        }
        assertThatThrownBy(() -> images(IdxFiles.bytes(IdxFiles.GREY, sizes(3, 5000, 2)), 0, 1, 1)
                        .inspect(Long.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("height")
                .hasMessageContaining("5000")
                .hasMessageContaining("images-idx3-ubyte.gz");
        // A damaged header must not claim the memory that it names.
        int huge = Integer.MAX_VALUE;
        assertThatThrownBy(() -> images(IdxFiles.bytes(IdxFiles.WITH_CHANNELS, sizes(3, huge, huge, huge)), 0, 1, 1)
                        .inspect(Long.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("items of at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"images-idx3-ubyte", "images-idx3-ubyte.gz"})
    void tellsWhereAFileBreaksOff(String name) throws IOException {
        IdxFiles.labels(directory.resolve("labels-idx1-ubyte"), 1, 0, 1);
        for (int length : new int[] {0, 3, 15}) {
            Path data = IdxFiles.write(directory.resolve(name), Arrays.copyOf(THREE, length));
            assertThatThrownBy(() -> ImageFiles.of(data, null).inspect(Long.MAX_VALUE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(name + " cannot be read in its header: it ends there");
        }
        Path cut = IdxFiles.write(directory.resolve(name), Arrays.copyOf(THREE, THREE.length - 1));
        assertThatThrownBy(() -> ImageFiles.of(cut, null).inspect(Long.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name + " cannot be read after 2 of 3 items: it ends there");
        assertThatThrownBy(() -> records(ImageFiles.of(cut, null)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("after 2 of 3 items");
        Path longer = IdxFiles.write(directory.resolve(name), Arrays.copyOf(THREE, THREE.length + 1));
        assertThatThrownBy(() -> ImageFiles.of(longer, null).inspect(Long.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name + " cannot be read after 3 of 3 items: it goes on after the last of them");
    }

    @Test
    void tellsOfDamagedCompression() throws IOException {
        IdxFiles.labels(directory.resolve("labels-idx1-ubyte"), new int[5_000]);
        int[] noise = new int[20_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (i * 7919) >> 3;
        }
        Path data = IdxFiles.write(
                directory.resolve("images-idx3-ubyte.gz"), IdxFiles.bytes(IdxFiles.GREY, sizes(5_000, 2, 2), noise));
        byte[] whole = Files.readAllBytes(data);
        for (int at : new int[] {whole.length / 2, whole.length - 6}) { // in the data; in the checksum at the end
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Files.write(data, damaged);
            assertThatThrownBy(() -> ImageFiles.of(data, null).inspect(Long.MAX_VALUE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("images-idx3-ubyte.gz cannot be read");
        }
        Files.write(data, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> ImageFiles.of(data, null).inspect(Long.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("images-idx3-ubyte.gz cannot be read after");
    }

    @Test
    void aLimitLooksNoFurther() throws IOException {
        ImageFiles images = images(Arrays.copyOf(THREE, THREE.length - 1), 2, 0, 1);
        assertThat(images.inspect(2).rows()).isEqualTo(2);
        assertThat(records(new FirstRecords(images.records(), 1))).hasSize(1);
        assertThatThrownBy(() -> images.inspect(3)).isInstanceOf(IOException.class);
    }

    private ImageFiles images(byte[] content, int... labels) throws IOException {
        IdxFiles.labels(directory.resolve("labels-idx1-ubyte.gz"), labels);
        return ImageFiles.of(IdxFiles.write(directory.resolve("images-idx3-ubyte.gz"), content), null);
    }

    private static List<String> records(ImageFiles images) {
        return records(images.records());
    }

    private static List<String> records(Iterable<byte[]> records) {
        List<String> texts = new ArrayList<>();
        records.forEach(record -> texts.add(new String(record, StandardCharsets.UTF_8)));
        return texts;
    }
}
