package io.rdrop.registry;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Where things stand in a registry:
 *
 * <pre>
 * &lt;model&gt;/&lt;version&gt;/manifest.json, and the files that it names    version: 8 digits or more
 * &lt;model&gt;/latest                                           the version to use
 * &lt;model&gt;/rolled-back-from                                 the newest version when `latest` was last moved back
 * &lt;model&gt;/pinned                                           the version that `latest` stays at, if it is pinned
 * .lease                                                   who writes, see {@link RegistryLease}
 * .staging/                                                what is not visible yet, or not any more
 * </pre>
 *
 * <p>The parts of a name in {@code .staging} are joined by {@code ~}, which no part has but a hashed model directory;
 * read from the right they are unambiguous.
 */
final class RegistryLayout {
    static final String STAGING = ".staging";
    static final String LATEST = "latest";
    static final String ROLLED_BACK_FROM = "rolled-back-from";
    static final String PINNED = "pinned";
    static final String LEASE = ".lease";

    private RegistryLayout() {}

    static String model(String model) throws RegistryException {
        return ModelDirectory.encode(model);
    }

    static String version(String model, long version) throws RegistryException {
        return model(model) + "/" + versionName(version);
    }

    static String file(String model, long version, String name) throws RegistryException {
        return version(model, version) + "/" + name;
    }

    static String latest(String model) throws RegistryException {
        return model(model) + "/" + LATEST;
    }

    static String rolledBackFrom(String model) throws RegistryException {
        return model(model) + "/" + ROLLED_BACK_FROM;
    }

    static String pinned(String model) throws RegistryException {
        return model(model) + "/" + PINNED;
    }

    static String staging(String model, long version, String attempt) throws RegistryException {
        if (!attempt.matches("[A-Za-z0-9._-]{1,40}")) {
            throw new RegistryException(
                    "attempt must be 1 to 40 letters, digits, `.`, `_` or `-` but was `" + attempt + "`");
        }
        return STAGING + "/" + model(model) + "~" + version + "~" + attempt;
    }

    /** Where a version goes before it is deleted, so that no reader sees half of it. */
    static String pruned(String model, long version) throws RegistryException {
        return STAGING + "/" + model(model) + "~pruned~" + version;
    }

    /** Where a small file is written before it is renamed; a new name each time, for two writers never share one. */
    static String temporary(String model) throws RegistryException {
        return STAGING + "/" + model(model) + "~pointer~" + UUID.randomUUID();
    }

    /** The same of {@link #LEASE}; no model's directory begins with a dot. */
    static String temporaryLease() {
        return STAGING + "/" + LEASE + "~" + UUID.randomUUID();
    }

    static String versionName(long version) {
        return String.format(Locale.ROOT, "%08d", version);
    }

    /** The version that a directory name stands for; empty if it stands for none. */
    static OptionalLong parseVersion(String name) {
        if (!name.matches("[0-9]{8,18}")) {
            return OptionalLong.empty();
        }
        long version = Long.parseLong(name);
        return version >= 1 && versionName(version).equals(name) ? OptionalLong.of(version) : OptionalLong.empty();
    }
}
