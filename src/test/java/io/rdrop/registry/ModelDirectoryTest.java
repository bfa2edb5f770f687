package io.rdrop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {
    @ParameterizedTest
    @CsvSource({
        "default, default",
        "A-z_0.9, A-z_0.9",
        ".hidden, %2Ehidden",
        "'..', '%2E.'",
        "a b, a%20b",
        "a/b, a%2Fb",
        "100%, 100%25",
        "é, %C3%A9",
        "😀, %F0%9F%98%80",
        "a~b, a%7Eb"
    })
    void encodesAndDecodes(String model, String name) throws RegistryException {
        assertThat(ModelDirectory.encode(model)).isEqualTo(name);
        assertThat(ModelDirectory.decode(name)).contains(model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".staging", "a b", "%2e", "%41", "%", "a%2", "%zz", "%FF", "é", "a~0", "%C3"})
    void decodesOnlyWhatItEncodes(String name) {
        assertThat(ModelDirectory.decode(name)).isEmpty();
    }

    @Test
    void shortensLongKeysWithoutMeetingEachOther() throws RegistryException {
        String one = ModelDirectory.encode("é".repeat(200));
        String two = ModelDirectory.encode("é".repeat(201));

        assertThat(one).hasSizeLessThan(200).isNotEqualTo(two).matches("[A-Za-z0-9._%-]+~[0-9a-f]{64}");
        assertThat(ModelDirectory.isHashed(one)).isTrue();
        assertThat(ModelDirectory.decode(one)).isEmpty();
        assertThat(ModelDirectory.encode("k".repeat(ModelDirectory.MAX_PLAIN)))
                .isEqualTo("k".repeat(ModelDirectory.MAX_PLAIN));
    }

    @Test
    void refusesWhatHasNoEncoding() {
        assertThatThrownBy(() -> ModelDirectory.encode("")).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> ModelDirectory.encode("a\ud800"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("Unicode");
    }
}
