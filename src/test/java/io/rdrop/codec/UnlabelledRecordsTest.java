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
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records to predict, in every format. */
class UnlabelledRecordsTest {
    private static final String TABLE = "features: [{name: x}]\nlabel: {classes: [DOWN, UP]}\n";
    private static final String SCHEMA =
            "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"x\", \"type\": \"double\"}]}";
    private static final String X = "00 00 00 00 00 00 f8 3f"; // 1.5

    private static JobConfig job(String more) {
        return JobConfigs.parse(TABLE + more, "test", List.of());
    }

    private static void assertPredictable(ExampleCodec codec, byte[] value) {
        Decoded decoded = decode(codec, value);
        assertThat(decoded).isInstanceOfSatisfying(Example.class, example -> {
            assertThat(example.isLabelled()).isFalse();
            assertThat(((TableFeatures) example.features()).numbers()).containsExactly(1.5);
        });
    }

    private static Decoded decode(ExampleCodec codec, byte[] value) {
        return codec.decode(new RawRecord(new SourcePosition("t", 0, 7, 99), value));
    }

    @Test
    void jsonNeedsNoLabelToBePredicted() {
        byte[] record = "{\"features\": [1.5]}".getBytes(UTF_8);

        assertPredictable(ExampleCodecs.unlabelled(job("")), record);
        assertThat(decode(ExampleCodecs.of(job("")), record))
                .isInstanceOfSatisfying(
                        Rejection.class, no -> assertThat(no.reason()).isEqualTo(RejectionReason.NO_LABEL));
    }

    @Test
    void binaryNeedsNoLabelToBePredicted() {
        byte[] record = HexFormat.of().parseHex(("d7 01 01 00 01 00" + X + "00 00").replace(" ", ""));

        assertPredictable(ExampleCodecs.unlabelled(job("input: {format: binary}")), record);
    }

    @Test
    void avroNeedsNoFieldForALabelToBePredicted() {
        JobConfig job = job("input: {format: avro, avro: {framing: none, schema: '" + SCHEMA + "'}}");

        assertPredictable(ExampleCodecs.unlabelled(job), HexFormat.of().parseHex(X.replace(" ", "")));
        assertThatThrownBy(() -> ExampleCodecs.of(job))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has no field `label`");
    }

    @Test
    void aLabelThatIsThereMustBeOneOfTheJobs() {
        ExampleCodec codec = ExampleCodecs.unlabelled(job(""));

        assertThat(decode(codec, "{\"features\": [1.5], \"label\": \"UP\"}".getBytes(UTF_8)))
                .isInstanceOf(Example.class);
        assertThat(decode(codec, "{\"features\": [1.5], \"label\": \"SIDEWAYS\"}".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Rejection.class, no -> assertThat(no.reason()).isEqualTo(RejectionReason.UNKNOWN_LABEL));
    }
}
