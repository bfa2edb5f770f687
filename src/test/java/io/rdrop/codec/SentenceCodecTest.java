package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TokenFeatures;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceCodecTest {
    private static final String YAML = """
            task: sequence-tagging
            label: {classes: [DET, NOUN, VERB]}
            sequence: {max-length: 4, too-long: %s}
            """;

    private static JobConfig config(String tooLong) {
        return JobConfigs.parse(YAML.formatted(tooLong), "test", List.of());
    }

    private static Decoded decode(String json, String tooLong) {
        return ExampleCodecs.of(config(tooLong)).decode(record(json));
    }

    private static RawRecord record(String json) {
        return new RawRecord(new SourcePosition("t", 0, 7, 0), json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'tokens':['the','K\u00f6ln','runs'],'tags':['DET','NOUN','VERB']}",
                "{'tags':'DET  NOUN VERB','tokens':' the K\u00f6ln\\truns'}",
                "{'tokens':'the K\u00f6ln runs','tags':[0,1.0,'VERB']}",
            })
    void tokensAndTagsMayBeArraysOrTexts(String json) {
        Decoded decoded = decode(json.replace('\'', '"'), "cut");

        assertThat(decoded).isInstanceOf(Example.class);
        Example example = (Example) decoded;
        TokenFeatures features = (TokenFeatures) example.features();
        assertThat(features.tokens()).containsExactly("the", "K\u00f6ln", "runs");
        assertThat(features.tags()).containsExactly(0, 1, 2);
        assertThat(features.cut()).isZero();
        assertThat(example.isLabelled()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'tokens':['a','b'],'tags':['DET']} | tags-mismatch | `tokens` has 2 and `tags` has 1",
                "{'tokens':'a','tags':[]} | tags-mismatch | `tokens` has 1 and `tags` has 0",
                "{'tokens':[],'tags':[]} | empty-sequence | at least 1 token",
                "{'tokens':'  ','tags':''} | empty-sequence | at least 1 token",
                "{'tokens':'a b','tags':'DET ADJ'} | unknown-tag | tag 2 is none of label.classes: \"ADJ\"",
                "{'tokens':'a','tags':[3]} | unknown-tag | the number 3.0",
                "{'tokens':'a b c d e','tags':'DET DET DET DET DET'} | sequence-too-long | at most 4",
                "{'tokens':['a',7],'tags':'DET DET'} | wrong-type | token 2 must be a text but was the number 7",
                "{'tokens':['a'],'tags':[[1]]} | wrong-type | tag 1 must be a text or a number",
                "{'tokens':7,'tags':'DET'} | wrong-type | `tokens` must be an array of texts, or one text",
                "{'tokens':'a','tags':{}} | wrong-type | `tags` must be an array, or one text",
                "{'tags':'DET'} | no-features | `tokens` is missing",
                "{'tokens':'a'} | no-label | `tags` is missing",
                "{'tokens':'a','tags':null} | no-label | `tags` is null",
                "{'features':'a','tags':'DET'} | bad-envelope | allowed are id, model, tags, time, tokens",
                "{'tokens':['\\ud800'],'tags':'DET'} | undecodable-text | unpaired surrogate",
            })
    void badSentencesHaveReasonsOfTheirOwn(String json, String reason, String detail) {
        Decoded decoded = decode(json.strip().replace('\'', '"'), "reject");

        assertThat(decoded).isInstanceOf(Rejection.class);
        Rejection rejection = (Rejection) decoded;
        assertThat(rejection.reason().code()).as(rejection.detail()).isEqualTo(reason.strip());
        assertThat(rejection.detail()).contains(detail.strip());
    }

    @Test
    void aLongSentenceIsCutAndItsLossIsKnown() {
        Example example =
                (Example) decode("{\"tokens\":\"a b c d e f\",\"tags\":\"DET NOUN VERB DET DET DET\"}", "cut");
        TokenFeatures features = (TokenFeatures) example.features();
        assertThat(features.tokens()).containsExactly("a", "b", "c", "d");
        assertThat(features.tags()).containsExactly(0, 1, 2, 0);
        assertThat(features.cut()).isEqualTo(2);
    }

    @Test
    void whatIsToBePredictedNeedsNoTags() {
        Example example =
                (Example) ExampleCodecs.unlabelled(config("cut")).decode(record("{\"tokens\":[\"a\",\"b\"]}"));
        assertThat(((TokenFeatures) example.features()).isTagged()).isFalse();
        assertThat(example.isLabelled()).isFalse();
    }

    private static final String AVRO = """
            {"type": "record", "name": "S", "fields": [
              {"name": "source", "type": ["null", "string"]},
              {"name": "tags", "type": ["null", "string", {"type": "array", "items": ["string", "int", "boolean"]}]},
              {"name": "tokens", "type": ["string", {"type": "array", "items": ["string", "long"]}]}]}
            """;

    private static JobConfig avro(String schema) {
        return JobConfigs.parse(
                YAML.formatted("cut") + "input: {format: avro, avro: {framing: none"
                        + (schema.isEmpty() ? "" : ", schema: '" + schema.replace("\n", " ") + "'") + "}}\n",
                "test",
                List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'tokens':['the','K\u00f6ln','runs'],'tags':['DET','NOUN','VERB']}",
                "{'id':'a','time':7,'tokens':['the'],'tags':['VERB']}",
            })
    void asAvroTheyAreTheSame(String json) {
        String record = json.replace('\'', '"');
        Example expected = (Example) decode(record, "cut");
        byte[] written = new Transcoder(avro("")).transcode(record.getBytes(UTF_8));

        Example found =
                (Example) ExampleCodecs.of(avro("")).decode(new RawRecord(new SourcePosition("t", 0, 7, 0), written));

        assertThat(((TokenFeatures) found.features()).tokens())
                .containsExactly(((TokenFeatures) expected.features()).tokens());
        assertThat(((TokenFeatures) found.features()).tags())
                .containsExactly(((TokenFeatures) expected.features()).tags());
        assertThat(found.id()).isEqualTo(expected.id());
    }

    /** Bytes as Avro has them: indices of a union's types and lengths doubled, 0 behind the elements of an array. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 4 4 0 6 D E T 2 4 0 2 4 0 4 a SP 0 2 b 0 | none | ",
                "0 2 6 D E T 0 2 a | none | ",
                "0 4 2 0 6 X Y Z 0 0 2 a | unknown-tag | tag 1 is none of label.classes",
                "0 4 2 4 1 0 0 2 a | wrong-type | tag 1 must be a text or a number but was of Avro type boolean",
                "0 2 6 D E T 2 2 2 8 0 | wrong-type | token 1 must be a text but was of Avro type long",
                "0 2 6 D E T 0 6 a SP b | tags-mismatch | `tokens` has 2 and `tags` has 1",
                "0 2 0 0 0 | empty-sequence | `tokens` must have at least 1 token",
                "0 0 0 2 a | no-label | `tags` is missing",
                "0 2 6 D E T 2 | malformed | the value is no datum of the schema",
            })
    void avroIsTextsOrArraysAndBadOnesHaveTheirReasons(String bytes, String reason, String detail) {
        String[] values = bytes.split(" ", -1);
        byte[] record = new byte[values.length];
        for (int i = 0; i < record.length; i++) {
            record[i] = values[i].equals("SP")
                    ? (byte) ' '
                    : (byte)
                            (Character.isDigit(values[i].charAt(0))
                                    ? Integer.parseInt(values[i])
                                    : values[i].charAt(0));
        }
        Decoded decoded = ExampleCodecs.of(avro(AVRO)).decode(new RawRecord(new SourcePosition("t", 0, 7, 0), record));
        if (reason.equals("none")) {
            assertThat(decoded).isInstanceOf(Example.class);
            return;
        }
        assertThat(decoded).isInstanceOf(Rejection.class);
        assertThat(((Rejection) decoded).reason().code()).isEqualTo(reason);
        assertThat(((Rejection) decoded).detail()).contains(detail);
    }

    @Test
    void anAvroSchemaWithoutTokensOrTagsIsRefused() {
        String other =
                "{\"type\": \"record\", \"name\": \"S\", \"fields\": [{\"name\": \"tokens\", \"type\": \"string\"}]}";
        assertThatThrownBy(() -> ExampleCodecs.of(avro(other)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has no field `tags`");
        assertThatThrownBy(() -> ExampleCodecs.of(avro(other.replace("tokens", "words"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has no field `tokens`");
    }

    /** Seeded. */
    @Test
    void everyMutatedAvroSentenceIsAnExampleOrARejection() {
        Random random = new Random(42);
        byte[] seed = new Transcoder(avro(""))
                .transcode("{\"tokens\":[\"the\",\"dog\"],\"tags\":[\"DET\",\"NOUN\"]}".getBytes(UTF_8));
        ExampleCodec codec = ExampleCodecs.of(avro(""));
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] value = seed.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                value[random.nextInt(value.length)] = (byte) random.nextInt(256);
            }
            Decoded decoded = codec.decode(new RawRecord(
                    new SourcePosition("t", 0, 7, 0),
                    random.nextInt(4) == 0 ? Arrays.copyOf(value, random.nextInt(value.length)) : value));
            if (decoded instanceof Rejection rejection) {
                assertThat(rejection.detail()).isNotBlank().doesNotContain("Exception");
            } else {
                accepted++;
            }
        }
        assertThat(accepted).isBetween(400, 15_000);
    }
}
