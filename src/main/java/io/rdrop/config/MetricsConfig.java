package io.rdrop.config;

/** The /metrics endpoint of each TaskManager. */
public record MetricsConfig(
        @Setting(value = "Serve Prometheus metrics, one endpoint per TaskManager process.", byDefault = "true")
        boolean enabled,

        @Setting(value = "Address to bind.", byDefault = "127.0.0.1")
        String host,

        @Setting(value = "Port, or range `first-last` of which the first free one is taken.", byDefault = "9400-9419")
        String ports) {
    public MetricsConfig {
        if (port(ports, 0) < 1 || port(ports, 1) > 65_535 || port(ports, 0) > port(ports, 1)) {
            throw new ConfigException("ports must be a port or a range such as 9400-9419 but was " + ports);
        }
    }

    public int firstPort() {
        return port(ports, 0);
    }

    public int lastPort() {
        return port(ports, 1);
    }

    private static int port(String ports, int end) {
        String[] range = ports.split("-", 2);
        try {
            return Integer.parseInt(range[Math.min(end, range.length - 1)].strip());
        } catch (NumberFormatException e) {
            throw new ConfigException("ports must be a port or a range such as 9400-9419 but was " + ports);
        }
    }
}
