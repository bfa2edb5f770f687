package io.rdrop.learn.pool;

import io.rdrop.config.ConfigException;
import io.rdrop.config.Nearest;
import io.rdrop.config.PoolAdjustmentConfig;
import io.rdrop.config.PoolConfig;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.network.RDropPasses;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The networks of a pool, some of them, or all, with other rates and weights than they come with. */
final class Adjusted {
    private Adjusted() {}

    /**
     * All networks, in their order.
     *
     * @param network what a network is made of
     * @param with the same network, made of something else
     * @throws ConfigException if there is no such network, or it cannot be so
     */
    static <S> List<S> of(
            List<S> networks, Function<S, MemberSpec> network, BiFunction<S, MemberSpec, S> with, PoolConfig config) {
        List<S> all = new ArrayList<>(networks);
        List<String> names =
                networks.stream().map(spec -> network.apply(spec).name()).toList();
        for (PoolAdjustmentConfig adjustment : config.adjusted()) {
            int at = names.indexOf(adjustment.name());
            if (at < 0) {
                throw new ConfigException("pool.adjusted must name networks of the pool (" + String.join(", ", names)
                        + ") but names " + adjustment.name() + "; did you mean "
                        + Nearest.of(adjustment.name(), names) + "?");
            }
            all.set(at, with.apply(all.get(at), adjust(network.apply(all.get(at)), adjustment)));
        }
        if (config.rates() != 1) {
            all.replaceAll(spec -> {
                MemberSpec made = network.apply(spec);
                return with.apply(spec, made.withRate(made.rate() * config.rates()));
            });
        }
        return all;
    }

    private static MemberSpec adjust(MemberSpec network, PoolAdjustmentConfig by) {
        try {
            return network.withRate(by.learningRate() == null ? network.rate() : by.learningRate())
                    .withDropout(
                            by.dropout() == null ? network.dropout() : by.dropout(),
                            by.alpha() == null ? network.alpha() : by.alpha())
                    .withPassing(new RDropPasses(
                            by.passes() == null ? network.passing().passes() : by.passes(),
                            by.every() == null ? network.passing().every() : by.every(),
                            by.dropoutRates().isEmpty() ? network.passing().rates() : by.dropoutRates()));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("pool.adjusted of network " + by.name() + ": " + e.getMessage(), e);
        }
    }
}
