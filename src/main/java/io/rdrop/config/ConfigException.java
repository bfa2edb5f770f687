package io.rdrop.config;

import io.rdrop.Public;

/** A configuration that cannot be used; the message names the value, the key and the file. */
@Public
public class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
