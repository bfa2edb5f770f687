package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a pool is, for people. */
final class PoolDescription {
    private PoolDescription() {}

    static Map<String, Object> of(FeatureStatistics features, List<?> networks, List<String> members) {
        Map<String, Object> description = new LinkedHashMap<>(features.describe());
        description.put(
                "pool",
                Map.of("networks", networks.stream().map(String::valueOf).toList(), "members", members));
        return description;
    }
}
