package io.rdrop.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What learns under a key, to be taken over by another one.
 *
 * @param variant what it has otherwise than the job's configuration says, as a challenger: path to value
 * @param settings what it has otherwise since it was asked, in that order: path to value
 * @param state what it has learned
 */
record Contestant(Map<String, String> variant, Map<String, String> settings, KeptState state) {
    Contestant {
        variant = Map.copyOf(variant); // both as they are now: whoever has them becomes the other one
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
}
