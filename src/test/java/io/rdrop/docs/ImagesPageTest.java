package io.rdrop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.JsonExampleCodec;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/images.md shows is what the code takes. */
class ImagesPageTest {
    private static final Path PAGE = Path.of("docs", "images.md");

    @Test
    void theThreeRecordsShownAreOneImageForTheJobShown() throws IOException {
        ExampleCodec codec = JsonExampleCodec.of(JobConfigs.parse(block("yaml"), PAGE.toString(), List.of()));
        List<String> records = block("json").lines().toList();
        assertThat(records).hasSize(3);
        for (String record : records) {
            Decoded decoded = codec.decode(
                    new RawRecord(new SourcePosition("t", 0, 0, 0), record.getBytes(StandardCharsets.UTF_8)));
            assertThat(decoded).isInstanceOf(Example.class);
            assertThat(((Example) decoded).target()).isZero();
            assertThat(((ImageFeatures) ((Example) decoded).features()).pixels())
                    .containsExactly(0, 50, 100, (byte) 150, (byte) 200, (byte) 250);
        }
    }

    /** The first block of a language. */
    private static String block(String language) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(start, page.indexOf("```", start));
    }
}
