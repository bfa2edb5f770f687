package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads the `features` of JSON records of a task. */
interface FeatureReader {
    /** Reads the current value into a draft; the parser ends on the value's last token. */
    void read(JsonParser parser, Draft draft) throws IOException;
}
