package io.rdrop.tools.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.predict.Inputs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a request as the records that a model reads. A table has a tensor per column, [rows] or [rows, 1]; a
 * text, a sentence and an image are one tensor; and {@value #RECORDS} takes whole records as JSON texts, of every
 * model.
 */
final class Tensors {
    static final String RECORDS = "records";
    static final String TEXT = "text";
    static final String IMAGE = "image";
    /** Sentences, each its tokens with blanks between; also the key of a record. */
    static final String TOKENS = "tokens";

    static final String SOURCE = "source";

    private static final String FEATURES = "features";
    private static final Set<String> NUMBERS =
            Set.of("UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64");

    private final Map<String, Tensor> byName = new LinkedHashMap<>();
    private final int rows;

    /** A tensor, its data flat. */
    private record Tensor(String type, int rows, int perRow, List<JsonNode> data) {}

    /** Those of the `inputs` of a request. */
    Tensors(JsonNode inputs) throws HttpFault {
        if (!inputs.isArray() || inputs.isEmpty()) {
            throw new HttpFault(400, "`inputs` must be an array of one tensor or more");
        }
        for (JsonNode input : inputs) {
            String name = input.path("name").asText();
            if (byName.put(name, tensor(name, input)) != null) {
                throw new HttpFault(400, "input " + name + " is given twice");
            }
        }
        rows = byName.values().iterator().next().rows();
        for (Map.Entry<String, Tensor> each : byName.entrySet()) {
            if (each.getValue().rows() != rows) {
                throw new HttpFault(
                        400,
                        "input " + each.getKey() + " has " + each.getValue().rows() + " rows but the first has "
                                + rows);
            }
        }
    }

    private static Tensor tensor(String name, JsonNode input) throws HttpFault {
        JsonNode shape = input.path("shape");
        if (!shape.isArray() || shape.isEmpty()) {
            throw new HttpFault(400, "input " + name + " needs a `shape`, an array of sizes");
        }
        long perRow = 1;
        for (int i = 0; i < shape.size(); i++) {
            if (!shape.get(i).isInt() || shape.get(i).asInt() < 0) {
                throw new HttpFault(400, "input " + name + " has a `shape` that is none: " + shape);
            }
            perRow = i == 0
                    ? 1
                    : Math.min(Integer.MAX_VALUE, perRow * shape.get(i).asInt());
        }
        List<JsonNode> data = new ArrayList<>();
        flatten(input.path("data"), data);
        int rows = shape.get(0).asInt();
        if (rows * perRow != data.size()) {
            throw new HttpFault(
                    400, "input " + name + " has shape " + shape + " but " + data.size() + " values in `data`");
        }
        return new Tensor(input.path("datatype").asText(), rows, (int) perRow, data);
    }

    private static void flatten(JsonNode data, List<JsonNode> into) {
        if (data.isArray()) {
            data.forEach(each -> flatten(each, into));
        } else if (!data.isMissingNode()) {
            into.add(data);
        }
    }

    /** The records that they say. */
    List<byte[]> records(Inputs model) throws HttpFault {
        if (byName.keySet().equals(Set.of(RECORDS))) {
            List<byte[]> records = new ArrayList<>();
            for (JsonNode text : column(RECORDS).data()) {
                records.add(text.asText().getBytes(StandardCharsets.UTF_8));
            }
            return records;
        }
        List<ObjectNode> records = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            records.add(JsonNodeFactory.instance.objectNode());
        }
        switch (model.kind()) {
            case TABLE -> table(model, records);
            case TEXT -> text(TEXT, FEATURES, records);
            case TOKENS -> text(TOKENS, TOKENS, records);
            case SOURCE -> text(SOURCE, SOURCE, records);
            case IMAGE -> images(model, records);
        }
        return records.stream()
                .map(record -> record.toString().getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private void table(Inputs model, List<ObjectNode> records) throws HttpFault {
        List<String> names = model.columns().stream().map(Inputs.Column::name).toList();
        requireNames(names);
        records.forEach(record -> record.putObject(FEATURES));
        for (String name : names) {
            List<JsonNode> data = column(name).data();
            for (int row = 0; row < rows; row++) {
                ((ObjectNode) records.get(row).get(FEATURES)).set(name, data.get(row));
            }
        }
    }

    private void text(String input, String key, List<ObjectNode> records) throws HttpFault {
        requireNames(List.of(input));
        List<JsonNode> data = column(input).data();
        for (int row = 0; row < rows; row++) {
            records.get(row).set(key, data.get(row));
        }
    }

    private void images(Inputs model, List<ObjectNode> records) throws HttpFault {
        requireNames(List.of(IMAGE));
        Tensor image = tensorOf(IMAGE);
        int pixels = model.channels() * model.height() * model.width();
        if (image.perRow() != pixels || !NUMBERS.contains(image.type())) {
            throw new HttpFault(
                    400,
                    "input " + IMAGE + " must be of numbers and have shape [rows, " + model.channels() + ", "
                            + model.height() + ", " + model.width() + "], or another of " + pixels
                            + " numbers a row, but has " + image.perRow() + " of datatype " + image.type());
        }
        for (int row = 0; row < rows; row++) {
            ArrayNode features = records.get(row).putArray(FEATURES);
            image.data().subList(row * pixels, (row + 1) * pixels).forEach(features::add);
        }
    }

    private void requireNames(List<String> names) throws HttpFault {
        if (!byName.keySet().equals(Set.copyOf(names))) {
            throw new HttpFault(
                    400,
                    "the model takes the inputs " + String.join(", ", names) + ", or " + RECORDS + ", but got "
                            + String.join(", ", byName.keySet()));
        }
    }

    /** A tensor of one value a row. */
    private Tensor column(String name) throws HttpFault {
        Tensor tensor = tensorOf(name);
        if (tensor.perRow() != 1) {
            throw new HttpFault(
                    400, "input " + name + " must have shape [rows] but has " + tensor.perRow() + " values a row");
        }
        return tensor;
    }

    private Tensor tensorOf(String name) throws HttpFault {
        Tensor tensor = byName.get(name);
        if (tensor == null) {
            throw new HttpFault(400, "input " + name + " is missing");
        }
        return tensor;
    }
}
