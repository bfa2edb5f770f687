package io.rdrop.registry;

import java.io.IOException;

/** A registry that does not hold what was asked of it; the message names the value and its place in the registry. */
public class RegistryException extends IOException {
    private static final long serialVersionUID = 1L;

    public RegistryException(String message) {
        super(message);
    }

    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
