package io.rdrop.tools.feed.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One row of a data file. */
public sealed interface Row {
    /**
     * A row of a table with as many fields as the header.
     *
     * @param fields in header order, as they stand in the file
     */
    record TableRow(List<String> fields) implements Row {}

    /**
     * A line that is a JSON object.
     *
     * @param object its members; numbers keep their digits
     * @param raw the line's bytes, without line end
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes are on their way to Kafka; nobody compares rows
    record JsonRow(ObjectNode object, byte[] raw) implements Row {}

    /**
     * A line of which no row can be made: undecodable, of another length than the header, not JSON, empty.
     *
     * @param raw the line's bytes, without line end
     * @param why with its line, for people
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes are on their way to Kafka; nobody compares rows
    record BrokenRow(byte[] raw, String why) implements Row {}
}
