package io.rdrop.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts over a table: every column of the header is a feature unless it is the label or asked for by name. */
final class TableTally implements FileTally {
    private final List<String> header;
    private final int labelField;
    private final List<@Nullable ColumnTally> byField = new ArrayList<>();
    private final LabelTally labels;

    TableTally(List<String> header, String labelColumn, EnvelopeColumns envelope) {
        this.header = header;
        labelField = header.indexOf(labelColumn);
        labels = new LabelTally(labelColumn);
        for (int i = 0; i < header.size(); i++) {
            boolean feature = i != labelField && !envelope.names().contains(header.get(i));
            byField.add(feature ? new ColumnTally(header.get(i)) : null);
        }
    }

    @Override
    public void add(Row row) {
        if (row instanceof Row.TableRow table) {
            for (int i = 0; i < header.size(); i++) {
                ColumnTally column = byField.get(i);
                String field = table.fields().get(i);
                if (column != null) {
                    column.add(field);
                } else if (i == labelField && !RecordEncoder.isMissing(field)) {
                    labels.add(field);
                }
            }
        }
    }

    @Override
    public List<String> columns() {
        return header;
    }

    @Override
    public List<ColumnTally> features() {
        return byField.stream().filter(Objects::nonNull).toList();
    }

    @Override
    public LabelTally labels() {
        return labels;
    }
}
