package io.rdrop.registry;

/** Another job publishes to the registry. */
public final class OtherWriterException extends RegistryException {
    private static final long serialVersionUID = 1L;

    OtherWriterException(RegistryStorage registry, RegistryWriter other) {
        super("the registry " + registry + " is written by " + other
                + ": two jobs cannot publish to one registry. Stop that one, or give this job another"
                + " registry.directory");
    }
}
