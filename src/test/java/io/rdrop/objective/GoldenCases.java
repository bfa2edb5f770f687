package io.rdrop.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads golden/rdrop-golden.json: values and gradients from 60-digit arithmetic. */
final class GoldenCases {
    private GoldenCases() {}

    static JsonNode read() {
        try (InputStream in = GoldenCases.class.getResourceAsStream("/golden/rdrop-golden.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<GoldenCase> classification() {
        List<GoldenCase> cases = new ArrayList<>();
        read().get("cases").forEach(node -> cases.add(new GoldenCase(node)));
        return cases;
    }

    /** All numbers below a node, in order of appearance. */
    static double[] flat(JsonNode node) {
        List<Double> values = new ArrayList<>();
        collect(node, values);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, values));
        } else {
            values.add(node.asDouble());
        }
    }

    /** One classification case. */
    record GoldenCase(JsonNode node) {
        int passes() {
            return node.get("m").asInt();
        }

        int rows() {
            return node.get("rows").asInt();
        }

        int classes() {
            return node.get("classes").asInt();
        }

        double alpha() {
            return node.get("alpha").asDouble();
        }

        double[] logits() {
            return flat(node.get("logits"));
        }

        int[] labels() {
            double[] labels = flat(node.get("labels"));
            int[] result = new int[labels.length];
            for (int i = 0; i < labels.length; i++) {
                result[i] = (int) labels[i];
            }
            return result;
        }

        boolean[] mask() {
            double[] mask = flat(node.get("mask"));
            boolean[] result = new boolean[mask.length];
            for (int i = 0; i < mask.length; i++) {
                result[i] = mask[i] != 0;
            }
            return result;
        }

        Reduction reduction() {
            return switch (node.get("reduction").asText()) {
                case "sum" -> Reduction.SUM;
                case "mean_valid" -> Reduction.MEAN_VALID;
                case "batchmean" -> Reduction.BATCH_MEAN;
                default -> throw new AssertionError(node.get("reduction"));
            };
        }

        /**
         * Ours sums the NLL over passes; a case that averages it equals ours with alpha * passes, divided by passes.
         */
        double passDivisor() {
            return node.get("nll_pass_reduction").asText().equals("mean") ? passes() : 1;
        }

        double expected(String name) {
            return node.get("expected").get(name).asDouble();
        }

        double[] expectedArray(String name) {
            return flat(node.get("expected").get(name));
        }

        @Override
        public String toString() {
            return node.get("name").asText();
        }
    }
}
