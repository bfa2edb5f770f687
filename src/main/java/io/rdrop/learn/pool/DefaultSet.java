package io.rdrop.learn.pool;

import io.rdrop.config.ConfigException;
import io.rdrop.config.Nearest;
import java.util.List;
import java.util.function.Function;

/** The default networks of a pool, but for those that a job leaves out. */
final class DefaultSet {
    private DefaultSet() {}

    /**
     * Those that stay.
     *
     * @param without their names
     * @throws ConfigException if there is no such network, or none would stay
     */
    static <S> List<S> of(List<S> networks, Function<S, String> name, List<String> without) {
        List<String> known = networks.stream().map(name).toList();
        for (String left : without) {
            if (!known.contains(left)) {
                throw new ConfigException(
                        "pool.without must name networks of the default set (" + String.join(", ", known)
                                + ") but names " + left + "; did you mean " + Nearest.of(left, known) + "?");
            }
        }
        List<S> stay = networks.stream()
                .filter(network -> !without.contains(name.apply(network)))
                .toList();
        if (stay.isEmpty()) {
            throw new ConfigException(
                    "pool.without must leave a network in the pool but names all of them: " + without);
        }
        return stay;
    }
}
