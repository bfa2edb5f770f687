package io.rdrop.late;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedJsonTest {
    private static final String ANSWER =
            "{\"id\": \"a\", \"model\": \"de\", \"prediction\": \"yes\", \"probability\": 0.75,"
                    + " \"probabilities\": {\"no\": 0.25, \"yes\": 0.75}, \"version\": 3, \"manifestSha256\": \"\"}";

    @Test
    void readsProbabilitiesInTheOrderOfTheClasses() {
        Served served = read(List.of("no", "yes"), ANSWER);

        assertThat(served).isNotNull();
        assertThat(served.id()).isEqualTo("a");
        assertThat(served.model()).isEqualTo("de");
        assertThat(served.version()).isEqualTo(3);
        assertThat(served.outputs()).containsExactly(0.25f, 0.75f);
    }

    @Test
    void readsNumbers() {
        Served served = read(
                List.of(),
                "{\"id\": \"a\", \"model\": \"de\", \"prediction\": 1.5, \"deviation\": 0.1, \"version\": 3}");

        assertThat(served).isNotNull();
        assertThat(served.outputs()).containsExactly(1.5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"version\": 1}", "null"})
    void whatIsNoPredictionIsLeftOut(String record) {
        assertThat(read(List.of("no", "yes"), record)).isNull();
    }

    /** Of nobody, of other classes, or of a number. */
    @Test
    void whatCannotBeScoredIsLeftOut() {
        assertThat(read(List.of("no", "yes"), ANSWER.replace("\"version\": 3", "\"version\": null")))
                .isNull();
        assertThat(read(List.of("no", "maybe"), ANSWER)).isNull();
        assertThat(read(List.of("no", "yes", "maybe"), ANSWER)).isNull();
        assertThat(read(List.of(), ANSWER)).isNull();
    }

    private static @Nullable Served read(List<String> classes, String record) {
        return new ServedJson(classes)
                .read(new RawRecord(new SourcePosition("predictions", 0, 0, 0), record.getBytes(UTF_8)));
    }
}
