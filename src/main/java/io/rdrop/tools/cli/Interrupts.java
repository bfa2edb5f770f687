package io.rdrop.tools.cli;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM as a request to stop cleanly; the second one ends the process at once. A shutdown hook would not
 * do: it runs beside the hooks of Flink and Kafka, which take away what a clean stop needs.
 */
final class Interrupts {
    private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);
    private static final int KILLED_BY_INTERRUPT = 130;

    private final AtomicInteger received = new AtomicInteger();

    private Interrupts() {}

    /** Installs the handlers; they stay for the rest of the process. */
    static Interrupts install(Runnable onFirst) {
        Interrupts interrupts = new Interrupts();
        for (String signal : new String[] {"INT", "TERM"}) {
            interrupts.handle(signal, onFirst);
        }
        return interrupts;
    }

    /** True once a stop was asked for. */
    boolean stopRequested() {
        return received.get() > 0;
    }

    private void handle(String name, Runnable onFirst) {
        try {
            Signals.on(name, () -> {
                if (received.incrementAndGet() > 1) {
                    Runtime.getRuntime().halt(KILLED_BY_INTERRUPT);
                }
                onFirst.run();
            });
        } catch (ReflectiveOperationException e) {
            LOG.warn("cannot listen to SIG{}: Ctrl-C will end the process without a report", name, e);
        }
    }
}
