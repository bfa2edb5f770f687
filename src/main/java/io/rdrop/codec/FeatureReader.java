package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import io.rdrop.example.Features;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the `features` of one record; one reader per record. */
interface FeatureReader {
    /** Reads the current value; the parser ends on its last token. */
    void read(JsonParser parser) throws IOException;

    /** What is wrong with it; null if nothing is. */
    @Nullable
    Fault fault();

    /** What was read; complete only if there is no fault. */
    Features features();
}
