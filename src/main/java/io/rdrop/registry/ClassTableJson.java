package io.rdrop.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.example.ClassTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Scores by class in JSON: columns, since a step report has them at every step. */
final class ClassTableJson {
    private static final String EXAMPLES = "examples";
    private static final String CLASSES = "classes";
    private static final String NAMES = "names";
    private static final String LABELLED = "labelled";
    private static final String PREDICTED = "predicted";
    private static final String HITS = "hits";
    private static final String AUC = "auc";
    private static final String CONFUSION = "confusion";

    private ClassTableJson() {}

    static void write(ClassTable table, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField(EXAMPLES, table.examples());
        json.writeNumberField(CLASSES, table.classes());
        json.writeArrayFieldStart(NAMES);
        for (ClassTable.Row row : table.rows()) {
            json.writeString(row.name());
        }
        json.writeEndArray();
        column(LABELLED, table, ClassTable.Row::labelled, json);
        column(PREDICTED, table, ClassTable.Row::predicted, json);
        column(HITS, table, ClassTable.Row::hits, json);
        json.writeArrayFieldStart(AUC);
        for (ClassTable.Row row : table.rows()) {
            if (row.auc() == null) {
                json.writeNull();
            } else {
                json.writeNumber(row.auc());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart(CONFUSION);
        for (List<Long> line : table.confusion()) {
            json.writeStartArray();
            for (long count : line) {
                json.writeNumber(count);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void column(String name, ClassTable table, ToLongFunction<ClassTable.Row> count, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (ClassTable.Row row : table.rows()) {
            json.writeNumber(count.applyAsLong(row));
        }
        json.writeEndArray();
    }

    static ClassTable read(JsonNode json) {
        List<ClassTable.Row> rows = new ArrayList<>();
        for (int i = 0; i < json.path(NAMES).size(); i++) {
            rows.add(new ClassTable.Row(
                    json.path(NAMES).path(i).asText(),
                    json.path(LABELLED).path(i).asLong(),
                    json.path(PREDICTED).path(i).asLong(),
                    json.path(HITS).path(i).asLong(),
                    json.path(AUC).path(i).isNumber()
                            ? (Double) json.path(AUC).path(i).doubleValue()
                            : null));
        }
        List<List<Long>> confusion = new ArrayList<>();
        for (JsonNode line : json.path(CONFUSION)) {
            List<Long> counts = new ArrayList<>();
            line.forEach(count -> counts.add(count.asLong()));
            confusion.add(counts);
        }
        return new ClassTable(json.path(EXAMPLES).asLong(), json.path(CLASSES).asInt(), rows, confusion);
    }
}
