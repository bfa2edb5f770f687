package io.rdrop.session;

import io.rdrop.config.ConfigException;
import io.rdrop.example.Command;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a command does besides steering the learner, such as moving {@code latest}. */
@FunctionalInterface
public interface CommandAction {
    /**
     * Does it.
     *
     * @throws ConfigException or {@link IOException} saying why it cannot be done; nothing was done then
     */
    void act(Command command) throws IOException;

    /**
     * Lets a challenger begin beside the model, or, with no settings, end.
     *
     * @throws ConfigException or {@link IOException} saying why it cannot be done; nothing was done then
     */
    default void challenge(Command command) throws IOException {
        throw new ConfigException("nothing can challenge it here");
    }

    /**
     * The training state of a version of the model; null if the version was made without.
     *
     * @throws IOException if there is no such version, or it is damaged
     */
    default @Nullable KeptState kept(long version) throws IOException {
        return null;
    }
}
