package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TokenFeatures;
import java.util.List;
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
}
