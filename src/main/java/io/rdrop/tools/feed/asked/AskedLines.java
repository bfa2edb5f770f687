package io.rdrop.tools.feed.asked;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowEncoder;
import io.rdrop.tools.feed.files.RowReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a table, or of JSON lines. */
final class AskedLines implements AskedRows {
    private static final String FEATURES = "features";

    private final RowReader rows;
    private final RowEncoder encoder;
    private final List<String> features;
    private final boolean areImages;
    private final long total;

    AskedLines(RowReader rows, RowEncoder encoder, JobConfig job, long total) {
        this.rows = rows;
        this.encoder = encoder;
        this.total = total;
        features = job.features().stream().map(FeatureConfig::name).toList();
        areImages = job.task().input() == TaskType.Input.IMAGE;
    }

    @Override
    public @Nullable Asked next() throws IOException {
        Row row = rows.next();
        if (row == null) {
            return null;
        }
        String place = "line " + rows.line();
        Map<String, Object> members = new LinkedHashMap<>();
        if (row instanceof Row.BrokenRow broken) {
            return new Asked(place, members, broken.raw(), broken.why());
        }
        if (row instanceof Row.TableRow table) {
            for (int i = 0; i < table.fields().size(); i++) {
                members.put(rows.columns().get(i), table.fields().get(i));
            }
        } else if (row instanceof Row.JsonRow json) {
            json.object().properties().forEach(member -> add(member.getKey(), member.getValue(), members));
        }
        return new Asked(place, members, encoder.encode(row), null);
    }

    /** The columns of a record are members like those of any other object; pixels are none. */
    private void add(String name, JsonNode value, Map<String, Object> members) {
        if (!name.equals(FEATURES)) {
            members.put(name, value);
        } else if (value.isObject()) {
            value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        } else if (!areImages && value.size() == features.size() && !features.isEmpty()) {
            for (int i = 0; i < features.size(); i++) {
                members.put(features.get(i), value.get(i));
            }
        } else if (value.isValueNode()) {
            members.put(name, value);
        }
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
