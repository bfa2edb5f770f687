package io.rdrop.tools.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.example.ClassTable;
import io.rdrop.example.Outliers;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A report as a JSON tree; {@link ReportWriter#writeJson} says what is in it. NaN and the infinities become null. */
final class ReportJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final double MS_PER_SECOND = 1e3;

    private ReportJson() {}

    static ObjectNode tree(RunReport report) {
        return tree(report, report.models().keySet());
    }

    /** @param curvesOf the models whose curves are in it */
    static ObjectNode tree(RunReport report, Set<String> curvesOf) {
        ObjectNode root = NODES.objectNode();
        root.put("title", report.title());
        root.set("facts", node(report.facts()));
        root.putObject("examples")
                .put("read", report.read())
                .put("trained", report.trained())
                .put("rejected", report.rejected());
        root.set("rejections", node(report.rejections()));
        root.put("terms", report.terms().code());
        root.put("model", report.main().model());
        root.set("prequential", prequential(report.main()));
        root.set("training", training(report.terms(), report.main()));
        root.set("throughput", throughput(report.throughput()));
        ObjectNode models = root.putObject("models");
        report.models().forEach((key, model) -> models.set(key, model(report.terms(), model)));
        root.set("snapshots", snapshots(report.snapshots()));
        finalState(root, report);
        ArrayNode drift = root.putArray("driftPoints");
        report.driftPoints()
                .forEach(point ->
                        drift.addObject().put("example", point.example()).put("label", point.label()));
        root.set("warnings", warnings(report));
        root.set("elapsedSeconds", number(report.elapsed().toMillis() / MS_PER_SECOND));
        root.set("configuration", node(report.configuration()));
        ObjectNode curves = root.putObject("curves");
        report.models().forEach((key, model) -> {
            if (curvesOf.contains(key)) {
                curves.set(key, CurveJson.tree(report.terms(), model.curve()));
            }
        });
        return root;
    }

    private static ObjectNode model(TaskTerms terms, ModelReport model) {
        ObjectNode node = NODES.objectNode();
        node.put("trained", model.trained());
        node.set("prequential", prequential(model));
        node.set("window", scores(model.window()));
        node.set("training", training(terms, model));
        node.set("stepMillisP50", number(model.stepMillisP50()));
        node.set("stepMillisP99", number(model.stepMillisP99()));
        node.set("outliers", outliers(model.outliers()));
        Verdict verdict = Verdict.of(terms, model.prequential());
        node.put("divergence", model.setbacks().sentence().orElse(null));
        node.set("pool", model.pool() == null ? NODES.nullNode() : pool(model.pool()));
        ArrayNode rare = node.putObject("verdict")
                .put("outcome", verdict.outcome().code())
                .put("sentence", verdict.sentence())
                .putArray("rare");
        ClassText.rare(model.prequential()).forEach(rare::add);
        return node;
    }

    private static ObjectNode pool(StepReport.Pool pool) {
        ObjectNode node = NODES.objectNode();
        node.put("sentence", PoolText.worth(pool).orElse(null));
        ArrayNode members = node.putArray("members");
        for (StepReport.Member member : pool.members()) {
            ObjectNode each = members.addObject().put("name", member.name()).put("rDrop", member.rDrop());
            each.set("weight", number(member.weight()));
            each.set("recentLoss", number(member.recentLoss()));
            each.put("restarts", member.restarts());
        }
        ArrayNode worth = node.putArray("worth");
        for (StepReport.Worth each : pool.worth()) {
            ObjectNode one = worth.addObject().put("member", each.member());
            one.set("againstDropout", number(each.againstDropout()));
            one.set("againstNone", number(each.againstNone()));
        }
        node.set("auditRegret", number(pool.auditRegret()));
        node.set("auditBound", number(pool.auditBound()));
        return node;
    }

    private static ObjectNode prequential(ModelReport model) {
        ObjectNode node = scores(model.prequential());
        node.set("lastFifth", scores(LastFifth.of(model.curve())));
        return node;
    }

    private static ObjectNode scores(Scores scores) {
        ObjectNode node = NODES.objectNode();
        node.put("examples", scores.examples());
        scores.values().forEach((score, value) -> node.set(score.key(), number(value)));
        if (scores.classes() != null) {
            node.set("classes", classes(scores.classes()));
        }
        return node;
    }

    private static ObjectNode classes(ClassTable table) {
        ObjectNode node = NODES.objectNode();
        node.put("examples", table.examples());
        node.put("classes", table.classes());
        ArrayNode rows = node.putArray("rows");
        for (ClassTable.Row row : table.rows()) {
            ObjectNode each = rows.addObject();
            each.put("name", row.name())
                    .put("examples", row.labelled())
                    .put("predicted", row.predicted())
                    .put("hits", row.hits());
            each.set("recall", number(row.recall()));
            each.set("precision", number(row.precision()));
            each.put("auc", row.auc());
        }
        ArrayNode rare = node.putArray("rare");
        table.rare().forEach(row -> rare.add(row.name()));
        ArrayNode confusion = node.putArray("confusion");
        table.confusion().forEach(line -> {
            ArrayNode counts = confusion.addArray();
            line.forEach(counts::add);
        });
        return node;
    }

    private static ObjectNode training(TaskTerms terms, ModelReport model) {
        ObjectNode node = NODES.objectNode();
        node.put("steps", model.steps());
        node.put("stepsLeftOut", model.stepsLeftOut());
        node.set(terms.error().key(), number(model.error()));
        node.set(terms.divergence().key(), number(model.divergence()));
        node.set("alpha", number(model.alpha()));
        node.put("divergences", model.setbacks().count());
        return node;
    }

    private static JsonNode warnings(RunReport report) {
        List<String> lines = new ArrayList<>(report.warnings());
        if (!report.outliers().isEmpty()) {
            lines.add(OutlierText.line(report.outliers()));
        }
        return node(lines);
    }

    private static ArrayNode outliers(List<Outliers> outliers) {
        ArrayNode array = NODES.arrayNode();
        for (Outliers column : outliers) {
            array.addObject()
                    .put("column", column.column())
                    .put("count", column.count())
                    .put("largest", column.largest())
                    .put("position", column.position().toString());
        }
        return array;
    }

    private static ObjectNode throughput(Speed throughput) {
        ObjectNode node = NODES.objectNode();
        node.set("examplesPerSecond", number(throughput.examplesPerSecond()));
        node.set("stepMillisP50", number(throughput.stepMillisP50()));
        node.set("stepMillisP99", number(throughput.stepMillisP99()));
        return node;
    }

    private static ArrayNode snapshots(List<SnapshotEntry> snapshots) {
        ArrayNode array = NODES.arrayNode();
        for (SnapshotEntry snapshot : snapshots) {
            array.addObject()
                    .put("model", snapshot.model())
                    .put("version", snapshot.version())
                    .put("step", snapshot.step())
                    .put("sha256", snapshot.sha256());
        }
        return array;
    }

    private static void finalState(ObjectNode root, RunReport report) {
        Map<String, String> byModel = report.finalStateSha256();
        String main = byModel.size() == 1
                ? byModel.values().iterator().next()
                : byModel.get(report.main().model());
        root.put("finalStateSha256", main);
        if (byModel.size() > 1) {
            root.set("finalStateSha256ByModel", node(byModel));
        }
    }

    static JsonNode number(double value) {
        return Double.isFinite(value) ? NODES.numberNode(value) : NODES.nullNode();
    }

    /** Maps, lists and scalars as they are; anything else as its string. */
    private static JsonNode node(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((key, element) -> object.set(String.valueOf(key), node(element)));
            return object;
        }
        if (value instanceof Iterable<?> elements) {
            ArrayNode array = NODES.arrayNode();
            elements.forEach(element -> array.add(node(element)));
            return array;
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return NODES.numberNode(((Number) value).longValue());
        }
        if (value instanceof Number decimal) {
            return number(decimal.doubleValue());
        }
        return NODES.textNode(value.toString());
    }
}
