package io.rdrop.learn.pool;

import io.rdrop.learn.network.NetworkSpec;
import io.rdrop.learn.number.View;

/**
 * A network of a pool of numbers.
 *
 * @param network without lags and averages, which the view tells of
 * @param view what it is given, and what it learns
 */
public record NumberNetworkSpec(NetworkSpec network, View view) {
    public NumberNetworkSpec {
        if (network.lags() != 0 || network.averages()) {
            throw new IllegalArgumentException("a network of numbers is given earlier targets by its view, but "
                    + network.name() + " names lags or averages");
        }
    }
}
