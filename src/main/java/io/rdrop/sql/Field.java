package io.rdrop.sql;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.LogicalType;

/** A column that {@code CREATE MODEL} declares. */
record Field(String name, LogicalType type) implements Serializable {
    private static final long serialVersionUID = 1L;

    static List<Field> of(ResolvedSchema schema) {
        return schema.getColumns().stream()
                .map(column -> new Field(column.getName(), column.getDataType().getLogicalType()))
                .toList();
    }

    static String names(List<Field> fields) {
        return fields.stream().map(Field::name).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name + " " + type.asSummaryString();
    }
}
