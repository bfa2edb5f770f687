package io.rdrop.tools.feed.generator;

import io.rdrop.config.FeatureConfig;
import java.util.List;

/**
 * An endless stream of labelled examples whose concept changes at known places. The same seed gives the same stream;
 * not for use by several threads at once.
 */
public interface DriftStream {
    /** Short name, such as {@code sea}. */
    String name();

    /** Columns in the order of {@link GeneratedExample}: its numbers and its categories, interleaved as configured. */
    List<FeatureConfig> features();

    /** Class names by label index; none if numbers are to be predicted. */
    List<String> classes();

    /** The points where the concept changes that begin before an example (0-based), in order. */
    List<DriftPoint> driftPointsBefore(long examples);

    /** Draws the next example. */
    GeneratedExample next();
}
