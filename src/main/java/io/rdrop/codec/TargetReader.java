package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a record's `label` may be. */
interface TargetReader {
    /** The target that the current token is, or NaN if it is none; the parser stays where it is. */
    double read(JsonParser parser) throws IOException;

    /** What is wrong with the token that {@link #read} made {@code target} of; null if nothing is. */
    @Nullable
    Fault fault(JsonParser parser, double target) throws IOException;
}
