package io.rdrop.registry;

import io.rdrop.Public;
import java.io.IOException;
import java.util.Optional;

/** Looks into a version whose files are those of its manifest. */
@Public
@FunctionalInterface
public interface VersionCheck {
    /** What is wrong with it, for people; empty if nothing is. */
    Optional<String> problem(String model, long version) throws IOException;
}
