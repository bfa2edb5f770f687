package io.rdrop.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.codec.JsonExampleCodec;
import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.LabelConfig;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.SourcePosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordEncoderTest {
    private static final List<FeatureConfig> FEATURES = List.of(
            new FeatureConfig("price", FeatureType.NUMERIC), new FeatureConfig("city", FeatureType.CATEGORICAL));

    private final Path folder;

    RecordEncoderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void sendsFeaturesByNameAndTheLabelAsText() throws IOException {
        assertThat(records(
                        "a.csv",
                        "city,price,label,unused\nUlm,+.50,1,9\n\"a \"\"b\"\"\",007,UP,9\n",
                        EnvelopeColumns.NONE))
                .containsExactly(
                        "{\"features\":{\"price\":0.50,\"city\":\"Ulm\"},\"label\":\"1\"}",
                        "{\"features\":{\"price\":7,\"city\":\"a \\\"b\\\"\"},\"label\":\"UP\"}");
    }

    @Test
    void sendsMissingValuesAsNullAndOddNumbersAsText() throws IOException {
        assertThat(records("a.csv", "price,city,label\n,?,\n ? ,NaN,?\nNaN,5,x\nabc,6,y\n", EnvelopeColumns.NONE))
                .containsExactly(
                        "{\"features\":{\"price\":null,\"city\":null},\"label\":null}",
                        "{\"features\":{\"price\":null,\"city\":\"NaN\"},\"label\":null}",
                        "{\"features\":{\"price\":\"NaN\",\"city\":\"5\"},\"label\":\"x\"}",
                        "{\"features\":{\"price\":\"abc\",\"city\":\"6\"},\"label\":\"y\"}");
    }

    @Test
    void sendsIdModelAndTimeFromTheirColumns() throws IOException {
        EnvelopeColumns envelope = new EnvelopeColumns("key", "shop", "at");
        assertThat(records("a.csv", "key,shop,at,price,city,label\n7,de,1234,1,x,UP\n,,2024-05-06,1,x,UP\n", envelope))
                .containsExactly(
                        "{\"id\":\"7\",\"model\":\"de\",\"time\":1234,\"features\":{\"price\":1,\"city\":\"x\"},\"label\":\"UP\"}",
                        "{\"time\":\"2024-05-06\",\"features\":{\"price\":1,\"city\":\"x\"},\"label\":\"UP\"}");
        assertThat(records(
                        "a.jsonl",
                        "{\"key\":7,\"shop\":\"de\",\"at\":1234,\"price\":1,\"city\":\"x\",\"label\":\"UP\"}\n",
                        envelope))
                .containsExactly(
                        "{\"id\":7,\"model\":\"de\",\"time\":1234,\"features\":{\"price\":1,\"city\":\"x\"},\"label\":\"UP\"}");
    }

    @Test
    void sendsBrokenLinesAsTheyAre() throws IOException {
        assertThat(records("a.csv", "price,city,label\n1,2\n\nx;y;\"\n", EnvelopeColumns.NONE))
                .containsExactly("1,2", "", "x;y;\"");
        assertThat(records("a.jsonl", "{\"price\":\n\n[1]\n", EnvelopeColumns.NONE))
                .containsExactly("{\"price\":", "", "[1]");
    }

    @Test
    void sendsReadyRecordsAsTheyAreAndMakesRecordsOfFlatObjects() throws IOException {
        assertThat(records("a.jsonl", """
                        { "features" : [1.50, "x"], "label": 1 }
                        {"price":1.50,"city":"x","label":1}
                        {"label":true,"price":10000000000000000000000.10,"city":null}
                        {"label":null,"city":{"a":1}}
                        {"price":NaN,"odd":1,"unused":2}
                        """, EnvelopeColumns.NONE))
                .containsExactly(
                        "{ \"features\" : [1.50, \"x\"], \"label\": 1 }",
                        "{\"features\":{\"price\":1.50,\"city\":\"x\"},\"label\":\"1\"}",
                        "{\"features\":{\"price\":10000000000000000000000.10,\"city\":null},\"label\":\"true\"}",
                        "{\"features\":{\"city\":{\"a\":1}},\"label\":null}",
                        "{\"features\":{\"price\":\"NaN\",\"odd\":1}}");
    }

    @Test
    void keepsALoneSurrogateEscaped() throws IOException {
        assertThat(records("a.jsonl", "{\"city\":\"\\ud800\"}\n", EnvelopeColumns.NONE))
                .containsExactly("{\"features\":{\"city\":\"\\uD800\"}}");
    }

    @Test
    void makesRecordsThatTheCodecReadsOrRejectsWithTheRightReason() throws IOException {
        JsonExampleCodec codec = new JsonExampleCodec(FEATURES, new LabelConfig("label", List.of("DOWN", "1")), 1000);
        List<String> outcomes = new ArrayList<>();
        for (String record : records(
                "a.csv",
                "price,city,label\n5.,é,1\n?,,DOWN\nNaN,x,1\nabc,x,1\n1,x,\n1,x,UP\n1,x\n\n",
                EnvelopeColumns.NONE)) {
            Decoded decoded = codec.decode(
                    new RawRecord(new SourcePosition("t", 0, 0, 0), record.getBytes(StandardCharsets.UTF_8)));
            outcomes.add(
                    decoded instanceof Example example
                            ? "class " + example.label()
                            : ((Rejection) decoded).reason().code());
        }
        assertThat(outcomes)
                .containsExactly(
                        "class 1",
                        "class 0",
                        "not-finite",
                        "wrong-type",
                        "no-label",
                        "unknown-label",
                        "not-json",
                        "empty");
    }

    @Test
    void namesTheNearestColumnForOneThatTheFileLacks() {
        assertThatThrownBy(() ->
                        new RecordEncoder(List.of("prize", "city", "label"), FEATURES, "label", EnvelopeColumns.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no column price")
                .hasMessageContaining("did you mean prize?");
    }

    @Test
    void iteratesAgainFromTheStartAndCanBeClosedEarly() throws IOException {
        DataFile file = Rows.write(folder, "a.csv", "price,city,label\n1,x,UP\n2,x,UP\n");
        DataRecords records = new DataRecords(
                file, new RecordEncoder(List.of("price", "city", "label"), FEATURES, "label", EnvelopeColumns.NONE));
        assertThat(records).hasSize(2);
        assertThat(records).hasSize(2);
        Iterator<byte[]> iterator = records.iterator();
        iterator.next();
        ((Closeable) iterator).close();
        Iterator<byte[]> whole = records.iterator();
        whole.next();
        whole.next();
        assertThatThrownBy(whole::next).isInstanceOf(NoSuchElementException.class);
    }

    private List<String> records(String name, String content, EnvelopeColumns envelope) throws IOException {
        DataFile file = Rows.write(folder, name, content);
        List<String> columns;
        try (RowReader reader = file.open()) {
            columns = reader.columns();
        }
        if (columns.isEmpty()) { // what an inspection would have found
            columns = new ArrayList<>(List.of("price", "city", "label", "unused"));
            columns.addAll(envelope.names());
        }
        List<String> records = new ArrayList<>();
        for (byte[] record : new DataRecords(file, new RecordEncoder(columns, FEATURES, "label", envelope))) {
            records.add(new String(record, StandardCharsets.UTF_8));
        }
        return records;
    }
}
