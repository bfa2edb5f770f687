package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Targets of a regression: finite JSON numbers. */
final class NumberReader implements TargetReader {
    @Override
    public double read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                && parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
            return Double.NaN;
        }
        double target = parser.getDoubleValue();
        // The network computes in float32; what lies beyond would be infinite to it.
        return Math.abs(target) <= Float.MAX_VALUE ? target : Double.NaN;
    }

    @Override
    public @Nullable Fault fault(JsonParser parser, double target) throws IOException {
        return Double.isNaN(target)
                ? new Fault(
                        RejectionReason.TARGET_NOT_A_NUMBER,
                        "`label` must be a finite number (float32) but was " + Tokens.describe(parser))
                : null;
    }
}
