package io.rdrop.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.ColumnMoments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@code encoder.json} of a version says of its columns. */
public final class EncoderFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EncoderFile() {}

    /**
     * The columns of numbers, in the order of a record's.
     *
     * @return none of what is no table
     * @throws IOException if it is damaged
     */
    public static List<ColumnMoments> numbers(byte[] json) throws IOException {
        try {
            List<ColumnMoments> columns = new ArrayList<>();
            for (JsonNode column : JSON.readTree(json).path("columns")) {
                if (column.path("type").asText().equals("numeric")) {
                    columns.add(new ColumnMoments(
                            column.path("name").asText(),
                            column.path("count").asLong(),
                            column.path("mean").asDouble(),
                            column.path("deviation").asDouble()));
                }
            }
            return List.copyOf(columns);
        } catch (JsonProcessingException e) {
            throw new IOException(SnapshotWriter.ENCODER_JSON + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
