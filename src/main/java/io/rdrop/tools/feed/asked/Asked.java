package io.rdrop.tools.feed.asked;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that is to be predicted.
 *
 * @param place where it stands, for people
 * @param members what it holds, by column: a field of a table as it stands there, or a JSON node
 * @param record the same as a record
 * @param fault why it is no row, for people; null if it is one
 */
public record Asked(String place, Map<String, Object> members, byte[] record, @Nullable String fault) {}
