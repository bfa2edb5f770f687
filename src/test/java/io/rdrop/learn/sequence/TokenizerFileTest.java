package io.rdrop.learn.sequence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rdrop.config.ConfigException;
import io.rdrop.engine.TokenizerProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a tokenizer's file before anything looks into it. */
class TokenizerFileTest {
    private static final int VOCABULARY = 300;

    @TempDir
    private Path folder = Path.of("");

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> TokenizerFile.read(file.toString(), VOCABULARY))
                .isInstanceOf(ConfigException.class)
                .hasMessage("transformer.tokenizer " + file + " " + why);
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        assertRefused(file, "cannot be read: there is no such file");
        Files.write(file, new byte[TokenizerFile.MOST_BYTES + 1]);
        assertRefused(file, "has more than the 8388608 bytes that it may have");
        assertThatThrownBy(() -> TokenizerFile.read(folder.toString(), VOCABULARY))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("transformer.tokenizer " + folder + " cannot be read: ");
    }

    @Test
    void saysHowToComeByWhatReadsIt() throws IOException {
        assumeThat(ServiceLoader.load(TokenizerProvider.class).findFirst()).isEmpty();
        assertRefused(
                Files.writeString(folder.resolve("tokenizer.json"), "{}"),
                "needs DJL's tokenizers, which are not on the class path: they come with libtorch, which ./rdrop fetches"
                        + " by itself, and ./mvnw package -Ptorch builds target/dist/torch for a cluster (docs/torch.md)");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, TokenizerFile.MOST_BYTES + 1, Integer.MAX_VALUE})
    void aStateOfSuchALengthIsDamaged(int length) throws IOException {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        new DataOutputStream(state).writeInt(length);
        state.write("{}".getBytes(UTF_8));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(state.toByteArray()));

        assertThatThrownBy(() -> TokenizerFile.read(in, VOCABULARY))
                .isInstanceOf(IOException.class)
                .hasMessage("a tokenizer's file must have 0..8388608 bytes but has " + length);
    }
}
