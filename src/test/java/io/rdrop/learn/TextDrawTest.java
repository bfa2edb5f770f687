package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextDrawTest {
    /** Whatever a model says, what is drawn is UTF-8: so many code points, none of them a surrogate. */
    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.5f, 0.7f, 0.9f, 0.9999f})
    void drawsUtf8(float one) throws CharacterCodingException {
        TextDraw draw = new TextDraw(5000, 1, 3);
        ByteBuffer bytes = ByteBuffer.allocate(4 * 5000);
        while (!draw.isDone()) {
            bytes.put((byte) draw.next(node -> one));
        }
        String decoded =
                StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        assertThat(decoded).isEqualTo(draw.text());
        assertThat(decoded.codePointCount(0, decoded.length())).isEqualTo(5000);
    }

    @Test
    void drawsAsOftenAsIsProbable() {
        TextDraw draw = new TextDraw(20_000, 1, 3);
        int ones = 0;
        while (!draw.isDone()) {
            ones += draw.next(node -> node == 1 ? 0 : 0.3f) & 1;
        }
        assertThat(ones / 20_000.0).isCloseTo(0.3, within(0.01));
    }

    /** At T = 1/2 odds of 3 to 7 are those of 9 to 49. */
    @Test
    void temperatureDividesLogOdds() {
        TextDraw draw = new TextDraw(20_000, 0.5, 3);
        int ones = 0;
        while (!draw.isDone()) {
            ones += draw.next(node -> node == 1 ? 0 : 0.3f) & 1;
        }
        assertThat(ones / 20_000.0).isCloseTo(9.0 / 58, within(0.01));
    }

    @Test
    void takesTheMoreProbableBitAtZero() {
        TextDraw draw = new TextDraw(3, 0, 3);
        while (!draw.isDone()) {
            draw.next(node -> 0.4f);
        }
        assertThat(draw.text()).isEqualTo("\0\0\0");
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        assertThatThrownBy(() -> new TextDraw(0, 1, 1)).hasMessage("characters must be 1 to 1000000 but were 0");
        assertThatThrownBy(() -> new TextDraw(1, Double.NaN, 1)).hasMessageContaining("temperature must be >= 0");
        assertThatThrownBy(() -> new TextDraw(1, -1, 1)).hasMessageContaining("temperature must be >= 0");
    }
}
