package io.rdrop.tools.serve;

/**
 * Limits of the JDK's HTTP server that only system properties set, and only before its first use; what a user has set
 * stays.
 */
final class HttpLimits {
    private static final int REQUEST_S = 30;
    private static final int ANSWER_S = 60;

    private HttpLimits() {}

    /** Slow and idle clients may hold neither a connection nor a thread for long. */
    static void set(int maxConnections) {
        setUnlessGiven("jdk.httpserver.maxConnections", maxConnections);
        setUnlessGiven("sun.net.httpserver.maxReqTime", REQUEST_S);
        setUnlessGiven("sun.net.httpserver.maxRspTime", ANSWER_S);
        setUnlessGiven("sun.net.httpserver.nodelay", true);
    }

    private static void setUnlessGiven(String property, Object value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value.toString());
        }
    }
}
