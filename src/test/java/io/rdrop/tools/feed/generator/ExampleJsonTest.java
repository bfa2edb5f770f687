package io.rdrop.tools.feed.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.FeatureConfig;
import org.junit.jupiter.api.Test;

class ExampleJsonTest {
    @Test
    void writesNumbersLabelAndId() {
        ExampleJson json = new ExampleJson(new SeaGenerator(1, 100));

        byte[] bytes = json.bytes(5, new GeneratedExample(new double[] {1.5, 0, 2e-7}, new String[0], 1));

        assertThat(new String(bytes, UTF_8))
                .isEqualTo(
                        "{\"id\":\"sea-5\",\"features\":{\"x1\":1.5,\"x2\":0.0,\"x3\":2.0E-7},\"label\":\"within\"}");
    }

    @Test
    void writesANumberToPredictAsANumber() throws Exception {
        DriftStream stream = new FriedmanGenerator(1, 100, FriedmanGenerator.Drift.RECURRING);
        GeneratedExample example = stream.next();

        JsonNode record = new ObjectMapper().readTree(new ExampleJson(stream).bytes(0, example));

        assertThat(record.get("label").isNumber()).isTrue();
        assertThat(record.get("label").doubleValue()).isEqualTo(example.target());
    }

    @Test
    void putsNumbersAndCategoriesUnderTheirColumns() throws Exception {
        DriftStream stream = new AgrawalGenerator(1, 100);
        GeneratedExample example = stream.next();

        JsonNode record = new ObjectMapper().readTree(new ExampleJson(stream).bytes(0, example));

        JsonNode features = record.get("features");
        assertThat(features.fieldNames())
                .toIterable()
                .containsExactlyElementsOf(
                        stream.features().stream().map(FeatureConfig::name).toList());
        assertThat(features.get("salary").doubleValue()).isEqualTo(example.numbers()[0]);
        assertThat(features.get("loan").doubleValue()).isEqualTo(example.numbers()[5]);
        assertThat(features.get("elevel").textValue()).isEqualTo(example.categories()[0]);
        assertThat(features.get("zipcode").textValue()).isEqualTo(example.categories()[2]);
        assertThat(record.get("label").textValue()).isEqualTo(stream.classes().get(example.label()));
    }
}
