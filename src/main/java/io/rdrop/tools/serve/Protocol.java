package io.rdrop.tools.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.predict.Inputs;
import io.rdrop.predict.ModelVersion;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the protocol's messages say: requests to predictions, and these and models to JSON. */
final class Protocol {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String PREDICTION = "prediction";
    private static final String PROBABILITIES = "probabilities";

    private Protocol() {}

    static byte[] bytes(JsonNode answer) {
        try {
            return JSON.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("trees can be written", e);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The server's metadata. */
    static ObjectNode server() {
        String version = Protocol.class.getPackage().getImplementationVersion();
        ObjectNode server = object();
        server.put("name", "rdrop-stream");
        server.put("version", version == null ? "development" : version);
        server.putArray("extensions");
        return server;
    }

    /** A model's metadata. */
    static ObjectNode metadata(ModelVersion version) {
        ObjectNode model = object();
        model.put("name", version.model());
        model.putArray("versions").add(Long.toString(version.version()));
        model.put("platform", "rdrop");
        ArrayNode inputs = model.putArray("inputs");
        Inputs takes = version.inputs();
        switch (takes.kind()) {
            case TABLE ->
                takes.columns()
                        .forEach(column -> inputs.add(tensor(column.name(), column.isNumber() ? "FP64" : "BYTES", -1)));
            case TEXT -> inputs.add(tensor(Tensors.TEXT, "BYTES", -1));
            case TOKENS -> inputs.add(tensor(Tensors.TOKENS, "BYTES", -1));
            case SOURCE -> inputs.add(tensor(Tensors.SOURCE, "BYTES", -1));
            case IMAGE ->
                inputs.add(tensor(Tensors.IMAGE, "UINT8", -1, takes.channels(), takes.height(), takes.width()));
        }
        ArrayNode outputs = model.putArray("outputs");
        outputs.add(tensor(PREDICTION, type(version), -1));
        if (version.isOfClasses()) {
            ObjectNode probabilities =
                    tensor(PROBABILITIES, "FP32", -1, version.classes().size());
            version.classes().forEach(probabilities.putObject("parameters").putArray("classes")::add);
            outputs.add(probabilities);
        }
        model.putObject("parameters").put("manifest_sha256", version.manifestSha256());
        return model;
    }

    /** Of what is predicted: numbers, or texts. */
    private static String type(ModelVersion version) {
        return version.classes().isEmpty() && !version.isOfTexts() ? "FP32" : "BYTES";
    }

    private static ObjectNode tensor(String name, String type, int... shape) {
        ObjectNode tensor = object();
        tensor.put("name", name);
        tensor.put("datatype", type);
        ArrayNode sizes = tensor.putArray("shape");
        for (int size : shape) {
            sizes.add(size);
        }
        return tensor;
    }

    /** A request, and what came of it. */
    record Inference(ObjectNode answer, int rows) {}

    /** Predicts what a request asks for: all of its rows, or none. */
    static Inference infer(byte[] body, Predictor predictor) throws HttpFault {
        JsonNode request = read(body);
        List<Example> examples = new ArrayList<>();
        for (byte[] record :
                new Tensors(request.path("inputs")).records(predictor.version().inputs())) {
            Decoded decoded = predictor.decode(record);
            if (decoded instanceof Rejection rejection) {
                throw new HttpFault(
                        400,
                        "row " + examples.size() + ": " + rejection.reason().code() + ": " + rejection.detail());
            }
            examples.add((Example) decoded);
        }
        List<Prediction> predictions = predict(predictor, examples);
        ModelVersion by =
                predictions.isEmpty() ? predictor.version() : predictions.get(0).by();
        ObjectNode answer = object();
        answer.put("model_name", by.model());
        answer.put("model_version", Long.toString(by.version()));
        if (request.path("id").isTextual()) {
            answer.set("id", request.get("id"));
        }
        answer.putObject("parameters").put("manifest_sha256", by.manifestSha256());
        ArrayNode outputs = answer.putArray("outputs");
        for (String name : wanted(request.path("outputs"), by)) {
            outputs.add(name.equals(PREDICTION) ? labels(predictions, by) : probabilities(predictions, by));
        }
        return new Inference(answer, examples.size());
    }

    private static List<Prediction> predict(Predictor predictor, List<Example> examples) throws HttpFault {
        try {
            return predictor.predictEach(examples);
        } catch (IllegalArgumentException e) { // a version of other columns came in between
            throw new HttpFault(400, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode read(byte[] body) throws HttpFault {
        try {
            JsonNode request = JSON.readTree(body);
            if (request == null || !request.isObject()) {
                throw new HttpFault(400, "the request must be a JSON object");
            }
            return request;
        } catch (JsonProcessingException e) {
            throw new HttpFault(400, "the request is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new HttpFault(400, "the request cannot be read: " + e.getMessage());
        }
    }

    private static Set<String> wanted(JsonNode outputs, ModelVersion by) throws HttpFault {
        Set<String> all = new LinkedHashSet<>(List.of(PREDICTION));
        if (by.isOfClasses()) {
            all.add(PROBABILITIES);
        }
        if (outputs.isMissingNode() || outputs.isEmpty()) {
            return all;
        }
        Set<String> wanted = new LinkedHashSet<>();
        for (JsonNode output : outputs) {
            String name = output.path("name").asText();
            if (!all.contains(name)) {
                throw new HttpFault(400, "the model gives the outputs " + String.join(", ", all) + " but no " + name);
            }
            wanted.add(name);
        }
        return wanted;
    }

    private static ObjectNode labels(List<Prediction> predictions, ModelVersion by) {
        ObjectNode tensor = tensor(PREDICTION, type(by), predictions.size());
        ArrayNode data = tensor.putArray("data");
        for (Prediction prediction : predictions) {
            if (prediction.isClass()) {
                data.add(prediction.label());
            } else if (prediction.isText()) {
                data.add(prediction.text());
            } else if (prediction.isTags()) {
                data.add(String.join(" ", prediction.tags()));
            } else {
                data.add(prediction.number());
            }
        }
        return tensor;
    }

    private static ObjectNode probabilities(List<Prediction> predictions, ModelVersion by) {
        ObjectNode tensor =
                tensor(PROBABILITIES, "FP32", predictions.size(), by.classes().size());
        ArrayNode data = tensor.putArray("data");
        for (Prediction prediction : predictions) {
            for (float probability : prediction.outputs()) {
                data.add(probability);
            }
        }
        return tensor;
    }
}
