package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairCodecTest {
    private static JobConfig config(String tooLong) {
        return JobConfigs.parse(
                "task: translation\nsequence: {max-length: 4, too-long: " + tooLong + "}\n", "test", List.of());
    }

    private static RawRecord record(String json) {
        return new RawRecord(
                new SourcePosition("t", 0, 7, 0), json.replace('\'', '"').getBytes(UTF_8));
    }

    private static Decoded decode(String json, String tooLong) {
        return ExampleCodecs.of(config(tooLong)).decode(record(json));
    }

    @Test
    void aPairIsTwoTexts() {
        Example example = (Example) decode("{'target':'The man','id':'a','source':' Der  Mann '}", "cut");

        assertThat(example.features()).isEqualTo(new PairFeatures("Der  Mann", "The man"));
        assertThat(example.id()).isEqualTo("a");
        assertThat(example.isLabelled()).isTrue();
    }

    @Test
    void aSourceAloneCanBePredicted() {
        for (String json : List.of("{'source':'Der Mann'}", "{'source':'Der Mann','target':null}")) {
            Example example =
                    (Example) JsonExampleCodec.unlabelled(config("cut")).decode(record(json));

            assertThat(example.features()).isEqualTo(new PairFeatures("Der Mann", null));
            assertThat(example.isLabelled()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'target':'a'} | NO_FEATURES | `source` is missing",
                "{'source':'a'} | NO_LABEL | `target` is missing",
                "{'source':'a','target':null} | NO_LABEL | `target` is null",
                "{'source':' \\n','target':'a'} | EMPTY_SOURCE | `source` has no text",
                "{'source':'a','target':''} | EMPTY_TARGET | `target` has no text",
                "{'source':7,'target':'a'} | WRONG_TYPE | `source` must be a text",
                "{'source':'a','target':['a']} | WRONG_TYPE | `target` must be a text",
                "{'source':'a','target':'\\ud800'} | UNDECODABLE_TEXT | unpaired surrogate",
                "{'source':'a b c d e','target':'a'} | SEQUENCE_TOO_LONG | `source` must have at most 4 words",
                "{'source':'a','target':'a b c d e'} | SEQUENCE_TOO_LONG | `target` must have at most 4 words",
                "{'features':'a','target':'a'} | BAD_ENVELOPE | unknown key features",
                "{'source':'a','source':'b','target':'a'} | BAD_ENVELOPE | source is given twice",
            })
    void whatIsNoPairHasItsReason(String json, String reason, String detail) {
        Decoded decoded = decode(json, "reject");

        assertThat(decoded).isInstanceOf(Rejection.class);
        assertThat(((Rejection) decoded).reason().name()).isEqualTo(reason);
        assertThat(((Rejection) decoded).detail()).contains(detail);
    }

    @Test
    void longOnesStayWholeWhereTheyAreCutLater() {
        assertThat(decode("{'source':'a b c d e','target':'a'}", "cut")).isInstanceOf(Example.class);
    }

    @Test
    void stateAndWireKeepPairs() throws IOException {
        for (PairFeatures pair : List.of(new PairFeatures("ü", "u"), new PairFeatures("ü", null))) {
            Example example = new Example(new SourcePosition("t", 0, 7, 0), "i", "m", 3, pair, 0);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ExampleFormat.write(example, new DataOutputStream(out));
            Example read = ExampleFormat.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));

            assertThat(read.features()).isEqualTo(pair);
        }
    }
}
