package io.rdrop.tools.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A curve as columns of equal length, which is what plots want; values as float32, which is what eyes can see. */
final class CurveJson {
    private CurveJson() {}

    static ObjectNode tree(TaskTerms terms, List<CurvePoint> curve) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode trained = node.putArray("examples");
        curve.forEach(point -> trained.add(point.trained()));
        Scores first = curve.isEmpty() ? new Scores(0, Map.of()) : curve.get(0).cumulative();
        for (Score score : first.values().keySet()) {
            column(node, score.key(), curve, point -> point.cumulative().get(score));
            String windowKey = "window" + score.key().substring(0, 1).toUpperCase(Locale.ROOT)
                    + score.key().substring(1);
            column(node, windowKey, curve, point -> point.window().get(score));
        }
        column(node, terms.error().key(), curve, CurvePoint::error);
        column(node, terms.divergence().key(), curve, CurvePoint::divergence);
        column(node, "gradientNorm", curve, CurvePoint::gradientNorm);
        column(node, "learningRate", curve, CurvePoint::learningRate);
        column(node, "stepMillis", curve, CurvePoint::stepMs);
        return node;
    }

    private static void column(
            ObjectNode node, String name, List<CurvePoint> curve, ToDoubleFunction<CurvePoint> value) {
        ArrayNode array = node.putArray(name);
        for (CurvePoint point : curve) {
            float number = (float) value.applyAsDouble(point);
            if (Float.isFinite(number)) {
                array.add(number);
            } else {
                array.addNull();
            }
        }
    }
}
