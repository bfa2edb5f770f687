package io.rdrop.tools.feed.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One row of a data file. */
public sealed interface Row {
    /** A row of a table with as many fields as the header, in its order, as they stand in the file. */
    record TableRow(List<String> fields) implements Row {}

    /** A line that is a JSON object, whose numbers keep their digits, and its bytes without line end. */
    record JsonRow(ObjectNode object, byte[] raw) implements Row {}

    /** A line, without its end, of which no row can be made, and why, for people: undecodable, too long, not JSON. */
    record BrokenRow(byte[] raw, String why) implements Row {}
}
