package io.rdrop.config;

import io.rdrop.Public;

/**
 * The /metrics endpoint of each TaskManager.
 *
 * @param enabled serve it
 * @param host address to bind
 * @param ports first free one of this range is taken
 */
@Public
public record MetricsConfig(
        @Setting(value = "Serve Prometheus metrics, one endpoint per TaskManager process.", byDefault = "true")
        boolean enabled,

        @Setting(value = "Address to bind.", byDefault = "127.0.0.1")
        String host,

        @Setting(value = "Port, or range `first-last` of which the first free one is taken.", byDefault = "9400-9419")
        String ports) {
    public MetricsConfig {
        if (firstPort(ports) < 1 || lastPort(ports) > 65_535 || firstPort(ports) > lastPort(ports)) {
            throw new ConfigException("ports must be a port or a range such as 9400-9419 but was " + ports);
        }
    }

    public int firstPort() {
        return firstPort(ports);
    }

    public int lastPort() {
        return lastPort(ports);
    }

    private static int firstPort(String ports) {
        return port(ports, ports.split("-", 2)[0]);
    }

    private static int lastPort(String ports) {
        String[] range = ports.split("-", 2);
        return port(ports, range[range.length - 1]);
    }

    private static int port(String ports, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new ConfigException("ports must be a port or a range such as 9400-9419 but was " + ports);
        }
    }
}
