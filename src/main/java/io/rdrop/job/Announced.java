package io.rdrop.job;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which manifests the latest versions were announced with. Thread-safe. */
final class Announced {
    /** Of a model, the newest ones: `latest` is hardly ever an older one. */
    private static final int MOST = 32;

    private final Map<String, TreeMap<Long, String>> byModel = new HashMap<>();

    synchronized void add(String model, long version, String manifestSha256) {
        TreeMap<Long, String> versions = byModel.computeIfAbsent(model, absent -> new TreeMap<>());
        versions.put(version, manifestSha256);
        Iterator<Long> oldest = versions.keySet().iterator();
        while (versions.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Null if nothing was heard of it. */
    synchronized @Nullable String manifestSha256(String model, long version) {
        TreeMap<Long, String> versions = byModel.get(model);
        return versions == null ? null : versions.get(version);
    }
}
