package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ImageConfig;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageEncoderTest {
    private static final ImageConfig TWO_BY_ONE = new ImageConfig(2, 1, 1);

    @Test
    void scalesUnsignedPixelsToZeroToOneInOrder() {
        ImageEncoder encoder = new ImageEncoder(new ImageConfig(1, 2, 2));
        float[] inputs = Examples.encode(encoder, List.of(image(0, 255, 128, 51), image(1, 127, 254, 0)));
        assertThat(encoder.width()).isEqualTo(4);
        assertThat(inputs).containsExactly(0f, 1f, 128 / 255f, 51 / 255f, 1 / 255f, 127 / 255f, 254 / 255f, 0f);
    }

    @Test
    void leavesInputsBeyondTheExamplesAlone() {
        float[] inputs = {7, 7, 7};
        new ImageEncoder(TWO_BY_ONE).encode(List.of(image(255, 0)), inputs);
        assertThat(inputs).containsExactly(1, 0, 7);
    }

    @Test
    void learnsNothing() throws IOException {
        ImageEncoder encoder = new ImageEncoder(TWO_BY_ONE);
        byte[] before = saved(encoder);
        float[] inputs = Examples.encode(encoder, List.of(image(10, 20)));
        encoder.observe(List.of(image(255, 0), image(0, 0)));
        assertThat(Examples.encode(encoder, List.of(image(10, 20)))).isEqualTo(inputs);
        assertThat(saved(encoder)).isEqualTo(before);
        assertThat(encoder.vocabulary()).isZero();
    }

    @Test
    void refusesImagesOfAnotherSizeAndWhatIsNoImage() {
        ImageEncoder encoder = new ImageEncoder(TWO_BY_ONE);
        List<Example> wrong =
                List.of(image(1), image(1, 2, 3), example(new TableFeatures(new double[] {1, 2}, new String[0])));
        for (Example example : wrong) {
            assertThatThrownBy(() -> encoder.encode(List.of(example), new float[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("an image of 2 values")
                    .hasMessageContaining("id-7");
            assertThatThrownBy(() -> encoder.observe(List.of(example))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesInputsThatAreTooShort() {
        assertThatThrownBy(() -> new ImageEncoder(TWO_BY_ONE).encode(List.of(image(1, 2), image(3, 4)), new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 * 2")
                .hasMessageContaining("held 3");
    }

    @Test
    void restoresOnlyStateOfItsOwnFormatAndSize() throws IOException {
        byte[] state = saved(new ImageEncoder(TWO_BY_ONE));
        new ImageEncoder(TWO_BY_ONE).restore(in(state));
        assertThatThrownBy(() -> new ImageEncoder(new ImageConfig(3, 1, 1)).restore(in(state)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("images of 3 values but was of 2");
        byte[] other = state.clone();
        other[3]++;
        assertThatThrownBy(() -> new ImageEncoder(TWO_BY_ONE).restore(in(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must have format 1 but had 2");
        assertThatThrownBy(() -> new ImageEncoder(TWO_BY_ONE).restore(in(new byte[7])))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new ImageEncoder(TWO_BY_ONE).restore(in(new byte[] {0, 0, 0, 1})))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void describesEnoughToEncodeAlike() {
        ImageEncoder encoder = new ImageEncoder(new ImageConfig(2, 4, 3));
        assertThat(encoder.describe())
                .containsEntry("encoder", "image")
                .containsEntry("width", 24)
                .containsEntry("shape", List.of(3, 2, 4))
                .containsEntry("scale", "pixel / 255");
    }

    private static Example image(int... pixels) {
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) pixels[i];
        }
        return example(new ImageFeatures(bytes));
    }

    private static Example example(Features features) {
        return new Example(new SourcePosition("images", 0, 7, 0), "id-7", "default", 0, features, 0);
    }

    private static byte[] saved(Encoder encoder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoder.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] state) {
        return new DataInputStream(new ByteArrayInputStream(state));
    }
}
