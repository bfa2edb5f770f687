package io.rdrop.codec;

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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against records that Avro's own library writes. */
class AvroExampleCodecTest {
    private static final String JOB = """
            features: [{name: x}, {name: colour, type: categorical}, {name: on, type: categorical}]
            label: {column: outcome, classes: [DOWN, UP]}
            input: {format: avro, avro: {framing: none}}
            """;

    /** As a topic of somebody else has them: flat, with fields that no column is, one of which refers to itself. */
    private static final String FLAT = """
            {"type": "record", "name": "Trade", "namespace": "com.example", "fields": [
              {"name": "extra", "type": ["null", {"type": "array", "items": {"type": "map", "values": "long"}}]},
              {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"]}},
              {"name": "tree", "type": {"type": "record", "name": "Node", "fields": [
                  {"name": "next", "type": ["null", "Node"]}, {"name": "hash", "type": {"type": "fixed", "name": "H", "size": 4}}]}},
              {"name": "x", "type": ["null", "float", "string"]},
              {"name": "on", "type": ["boolean", "long", "double", "null"]},
              {"name": "time", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "id", "type": "long"},
              {"name": "outcome", "type": ["string", "int"]}]}
            """;

    private static final Schema TRADE = new Schema.Parser().parse(FLAT);

    private static JobConfig job(String schema, String... overrides) {
        return JobConfigs.parse(
                JOB.replace("framing: none", "framing: none, schema: '" + schema.replace("\n", " ") + "'"),
                "test",
                List.of(overrides));
    }

    private static byte[] write(GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static GenericRecord trade() {
        Schema node = TRADE.getField("tree").schema();
        GenericRecord leaf = new GenericData.Record(node);
        leaf.put("hash", new GenericData.Fixed(node.getField("hash").schema(), new byte[4]));
        GenericRecord tree = new GenericData.Record(node);
        tree.put("next", leaf);
        tree.put("hash", leaf.get("hash"));
        GenericRecord trade = new GenericData.Record(TRADE);
        trade.put("extra", List.of(Map.of("a", 1L, "b", -1L), Map.of()));
        trade.put("colour", new GenericData.EnumSymbol(TRADE.getField("colour").schema(), "BLUE"));
        trade.put("tree", tree);
        trade.put("x", -2.5f);
        trade.put("on", 17L);
        trade.put("time", 1_500_999L);
        trade.put("id", 4711L);
        trade.put("outcome", "UP");
        return trade;
    }

    private static Decoded decode(JobConfig job, byte[] value) {
        return ExampleCodecs.of(job).decode(new RawRecord(new SourcePosition("t", 0, 0, 0), value));
    }

    private static Rejection rejection(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Rejection.class);
        return (Rejection) decoded;
    }

    private static TableFeatures row(Decoded decoded) {
        assertThat(decoded).as("%s", decoded).isInstanceOf(Example.class);
        return (TableFeatures) ((Example) decoded).features();
    }

    @Test
    void readsAFlatRecordAndSkipsWhatIsNotConfigured() throws IOException {
        Example example = (Example) decode(job(FLAT), write(trade()));

        assertThat(example.id()).isEqualTo("4711");
        assertThat(example.timeMs()).isEqualTo(1_500);
        assertThat(example.target()).isEqualTo(1);
        assertThat(row(example).numbers()).containsExactly(-2.5);
        assertThat(row(example).categories()).containsExactly("BLUE", "17");
    }

    @Test
    void everyBranchOfAUnionMeansWhatItIs() throws IOException {
        GenericRecord trade = trade();
        trade.put("x", null);
        trade.put("on", true);
        trade.put("outcome", 0);
        trade.put("extra", null);
        Decoded decoded = decode(job(FLAT), write(trade));
        assertThat(row(decoded).numbers()).containsExactly(Double.NaN);
        assertThat(row(decoded).categories()).containsExactly("BLUE", "true");
        assertThat(((Example) decoded).target()).isZero();

        trade.put("x", "nan");
        assertThat(rejection(decode(job(FLAT), write(trade))).reason()).isEqualTo(RejectionReason.NOT_FINITE);
        trade.put("x", "two");
        assertThat(rejection(decode(job(FLAT), write(trade))).reason()).isEqualTo(RejectionReason.WRONG_TYPE);
        trade.put("x", Float.POSITIVE_INFINITY);
        assertThat(rejection(decode(job(FLAT), write(trade))).detail())
                .isEqualTo("column x must be a finite number but was the number Infinity");
        trade.put("outcome", 2);
        assertThat(rejection(decode(job(FLAT), write(trade))).reason()).isEqualTo(RejectionReason.LABEL_OUT_OF_RANGE);
        trade.put("outcome", "SIDEWAYS");
        assertThat(rejection(decode(job(FLAT), write(trade))).reason()).isEqualTo(RejectionReason.UNKNOWN_LABEL);
    }

    @Test
    void columnsMayComeAsAMap() throws IOException {
        String schema = """
                {"type": "record", "name": "E", "fields": [
                  {"name": "features", "type": {"type": "map", "values": ["null", "double", "string"]}},
                  {"name": "label", "type": "string"}]}""";
        JobConfig job = job(schema);
        Map<String, Object> columns = new LinkedHashMap<>(Map.of("x", 1.0, "colour", "red"));
        GenericRecord record = new GenericData.Record(new Schema.Parser().parse(schema));
        record.put("label", "DOWN");
        record.put("features", columns);
        assertThat(rejection(decode(job, write(record))).reason()).isEqualTo(RejectionReason.MISSING_COLUMN);

        columns.put("on", null);
        assertThat(row(decode(job, write(record))).categories()).containsExactly("red", null);

        columns.put("x", "1");
        assertThat(rejection(decode(job, write(record))).reason()).isEqualTo(RejectionReason.WRONG_TYPE);

        columns.put("x", 1.0);
        columns.put("z", 1.0);
        assertThat(rejection(decode(job, write(record))).reason()).isEqualTo(RejectionReason.EXTRA_COLUMN);
    }

    @Test
    void columnsMayComeAsAnArray() throws IOException {
        String schema = """
                {"type": "record", "name": "E", "fields": [
                  {"name": "features", "type": {"type": "array", "items": ["double", "string", "null"]}},
                  {"name": "label", "type": "int"}]}""";
        GenericRecord record = new GenericData.Record(new Schema.Parser().parse(schema));
        record.put("label", 1);
        record.put("features", Arrays.asList(2.0, "red", null));
        assertThat(row(decode(job(schema), write(record))).numbers()).containsExactly(2.0);

        record.put("features", List.of(2.0, "red"));
        assertThat(rejection(decode(job(schema), write(record))).reason()).isEqualTo(RejectionReason.WRONG_LENGTH);
    }

    @Test
    void singleObjectRecordsOfAvrosLibraryAreRead() throws IOException {
        JobConfig job = job(FLAT, "input.avro.framing=single-object");
        ByteBuffer message = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), TRADE).encode(trade());
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        assertThat(decode(job, bytes)).isInstanceOf(Example.class);

        bytes[5] ^= 1;
        assertThat(rejection(decode(job, bytes)).detail()).contains("was written with the schema of fingerprint");
        assertThat(rejection(decode(job, write(trade()))).detail()).contains("must begin with 0xc3 0x01");
    }

    @Test
    void aConfluentHeaderIsPassedOver() throws IOException {
        JobConfig job = job(FLAT, "input.avro.framing=confluent");
        byte[] datum = write(trade());
        byte[] framed = new byte[datum.length + 5];
        framed[4] = 42;
        System.arraycopy(datum, 0, framed, 5, datum.length);
        assertThat(decode(job, framed)).isInstanceOf(Example.class);

        framed[0] = 1;
        assertThat(rejection(decode(job, framed)).reason()).isEqualTo(RejectionReason.MALFORMED);
    }

    @Test
    void aRecordThatNestsForEverOrClaimsHugeLengthsIsMalformed() {
        byte[] deep = new byte[200_000];
        Arrays.fill(deep, (byte) 2); // extra: one element ... then tree.next: a Node, a Node, a Node
        deep[0] = 0; // no extra
        deep[1] = 0; // RED
        assertThat(rejection(decode(job(FLAT), deep)).detail()).contains("nested more than 64 deep");

        byte[] huge = {2, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0, 0};
        assertThat(rejection(decode(job(FLAT), huge)).detail()).contains("elements follow");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"string\"}; must be of a record but was of type string",
                "{\"type\":\"recard\"}; is no Avro schema",
                "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"x\",\"type\":\"double\"}]}; has no field for column colour",
                "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"x\",\"type\":\"string\"}]}; column x is numeric, but the type of field x",
                "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"features\",\"type\":{\"type\":\"array\",\"items\":\"double\"}}]}; has no field `label` or outcome",
            })
    void aSchemaThatDoesNotFitIsRefusedBeforeTheFirstRecord(String schema, String message) {
        assertThatThrownBy(() -> ExampleCodecs.of(job(schema)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theDerivedSchemaNamesEveryColumn() {
        JobConfig job = JobConfigs.parse(
                "features: [{name: \"a b\"}, {name: column_1, type: categorical}]\nlabel: {classes: [n, y]}\n",
                "test",
                List.of());
        Schema features = new Schema.Parser()
                .parse(AvroSchemas.derived(job))
                .getField("features")
                .schema();

        assertThat(features.getFields()).extracting(AvroSchemas::column).containsExactly("a b", "column_1");
        assertThat(features.getFields()).extracting(Schema.Field::name).containsExactly("column_1_", "column_1");
    }

    @Test
    void theSchemaMayBeAFileBesideTheConfiguration(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("trade.avsc"), FLAT);
        Path yaml = Files.writeString(
                directory.resolve("job.yaml"), JOB.replace("framing: none", "framing: none, schema: trade.avsc"));
        JobConfig job = JobConfigs.load(yaml, List.of());

        assertThat(decode(JobConfigs.parse(JobConfigs.toYaml(job), "shipped", List.of()), write(trade())))
                .isInstanceOf(Example.class);
        assertThatThrownBy(() -> JobConfigs.load(yaml, List.of("input.avro.schema=absent.avsc")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("input.avro.schema must be a file or an Avro schema")
                .hasMessageContaining("absent.avsc");
    }
}
