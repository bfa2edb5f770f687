package io.rdrop.tools.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.example.Score;
import io.rdrop.tools.experiment.ExperimentTable.Difference;
import io.rdrop.tools.experiment.ExperimentTable.OfStream;
import io.rdrop.tools.experiment.ExperimentTable.Row;
import io.rdrop.tools.report.ScoreText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A table as the JSON that its page draws. */
final class ExperimentJson {
    private ExperimentJson() {}

    static ObjectNode tree(ExperimentTable table, Map<String, String> facts) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("title", table.experiment().study().title());
        root.put("legend", ExperimentText.legend(table));
        ObjectNode said = root.putObject("facts");
        facts.forEach(said::put);
        ArrayNode streams = root.putArray("streams");
        table.streams().forEach(stream -> streams.add(stream(stream)));
        return root;
    }

    private static ObjectNode stream(OfStream stream) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", stream.name()).put("examples", stream.examples()).put("rejected", stream.rejected());
        ArrayNode verdicts = node.putArray("verdicts");
        ExperimentText.verdicts(stream).forEach(verdicts::add);
        List<Score> leading =
                ComparedScores.leading(stream.rows().get(0).scores().keySet());
        ArrayNode scores = node.putArray("scores");
        leading.forEach(score -> scores.addObject()
                .put("key", score.key())
                .put("name", ScoreText.name(score))
                .put("higherIsBetter", score.isHigherBetter()));
        ArrayNode variants = node.putArray("variants");
        stream.rows().forEach(row -> variants.add(variant(row, leading)));
        ArrayNode differences = node.putArray("differences");
        stream.differences().forEach(difference -> differences.add(difference(difference, leading)));
        return node;
    }

    private static ObjectNode variant(Row row, List<Score> leading) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", row.variant());
        put(node, "passesPerExample", row.passesPerExample());
        put(node, "microsPerExample", row.median(CellResult.Times::microsPerExample));
        put(node, "microsPerUpdate", row.median(CellResult.Times::microsPerUpdate));
        intervals(node.putObject("scores"), row::of, leading);
        ObjectNode curve = node.putObject("curve");
        ArrayNode examples = curve.putArray("examples");
        row.cells().get(0).curve().examples().subList(0, row.points()).forEach(examples::add);
        for (Score score : leading) {
            numbers(curve.putArray(score.key()), row.mean(of -> of.soFar().getOrDefault(score, List.of())));
            numbers(
                    curve.putArray("window" + score.key().substring(0, 1).toUpperCase(Locale.ROOT)
                            + score.key().substring(1)),
                    row.mean(of -> of.window().getOrDefault(score, List.of())));
        }
        return node;
    }

    private static ObjectNode difference(Difference difference, List<Score> leading) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("variant", difference.contrast().variant());
        node.put("against", difference.contrast().against());
        node.put("outcome", Outcome.of(difference, leading.get(0)).name().toLowerCase(Locale.ROOT));
        intervals(node.putObject("scores"), difference::of, leading);
        ObjectNode curve = node.putObject("curve");
        ArrayNode examples = curve.putArray("examples");
        difference.examples().forEach(examples::add);
        List<ConfidenceInterval> soFar = difference.soFar();
        numbers(
                curve.putArray("mean"),
                soFar.stream().map(ConfidenceInterval::mean).toList());
        numbers(
                curve.putArray("high"),
                soFar.stream().map(at -> at.mean() + at.halfWidth()).toList());
        numbers(
                curve.putArray("low"),
                soFar.stream().map(at -> at.mean() - at.halfWidth()).toList());
        return node;
    }

    private static void intervals(ObjectNode node, Function<Score, ConfidenceInterval> of, List<Score> scores) {
        for (Score score : scores) {
            ConfidenceInterval interval = of.apply(score);
            ObjectNode own = node.putObject(score.key());
            put(own, "mean", interval.mean());
            put(own, "halfWidth", interval.halfWidth());
        }
    }

    private static void numbers(ArrayNode node, List<Double> values) {
        for (double value : values) {
            float shown = (float) value; // float32 is what eyes can see
            if (Float.isFinite(shown)) {
                node.add(shown);
            } else {
                node.addNull();
            }
        }
    }

    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }
}
