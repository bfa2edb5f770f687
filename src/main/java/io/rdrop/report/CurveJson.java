package io.rdrop.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A curve as columns of equal length, which is what plots want; values as float32, which is what eyes can see. */
final class CurveJson {
    private CurveJson() {}

    static ObjectNode tree(List<CurvePoint> curve) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode trained = node.putArray("examples");
        curve.forEach(point -> trained.add(point.trained()));
        column(node, "accuracy", curve, point -> point.cumulative().accuracy());
        column(node, "noChangeAccuracy", curve, point -> point.cumulative().noChangeAccuracy());
        column(node, "majorityAccuracy", curve, point -> point.cumulative().majorityAccuracy());
        column(node, "logLoss", curve, point -> point.cumulative().logLoss());
        column(node, "windowAccuracy", curve, point -> point.window().accuracy());
        column(node, "windowNoChangeAccuracy", curve, point -> point.window().noChangeAccuracy());
        column(node, "windowMajorityAccuracy", curve, point -> point.window().majorityAccuracy());
        column(node, "windowLogLoss", curve, point -> point.window().logLoss());
        column(node, "crossEntropy", curve, CurvePoint::crossEntropy);
        column(node, "klDivergence", curve, CurvePoint::klDivergence);
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
