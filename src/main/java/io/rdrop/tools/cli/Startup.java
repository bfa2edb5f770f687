package io.rdrop.tools.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says what is being waited for while there is nothing else to show: on a terminal with something that moves. */
final class Startup implements AutoCloseable {
    private static final String MOVES = "|/-\\";
    private static final long MOVE_MS = 125;
    private static final long MS_PER_SECOND = 1000;

    private final Terminal terminal;
    private final LongSupplier clockMs;
    private final ScheduledExecutorService ticks;
    private String what = "";
    private long beganMs;
    private int moves;

    Startup(Terminal terminal, LongSupplier clockMs) {
        this.terminal = terminal;
        this.clockMs = clockMs;
        beganMs = clockMs.getAsLong();
        ticks = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "startup");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** One that is seen to move, and that waits for {@code first}. */
    static Startup of(Terminal terminal, String first) {
        Startup startup = new Startup(terminal, System::currentTimeMillis);
        startup.now(first);
        if (terminal.isInteractive()) {
            ScheduledFuture<?> unused =
                    startup.ticks.scheduleAtFixedRate(startup::tick, MOVE_MS, MOVE_MS, TimeUnit.MILLISECONDS);
        }
        return startup;
    }

    /** Shows what is waited for until it has happened. */
    static <T> T during(Terminal terminal, String what, Callable<T> happens) throws Exception {
        Startup startup = of(terminal, what);
        try {
            return happens.call();
        } finally {
            startup.close();
        }
    }

    /** What is waited for from now on. */
    synchronized void now(String text) {
        what = text;
        if (terminal.isInteractive()) {
            tick();
        } else {
            terminal.progress(text + " ...");
        }
    }

    synchronized void tick() {
        if (!what.isEmpty()) {
            long seconds = (clockMs.getAsLong() - beganMs) / MS_PER_SECOND;
            terminal.status(
                    String.format(Locale.ROOT, "%c %s  %d s", MOVES.charAt(moves++ % MOVES.length()), what, seconds));
        }
    }

    /** There is something else to show; a second call does nothing. */
    @Override
    public void close() {
        ticks.shutdownNow();
        synchronized (this) {
            if (!what.isEmpty()) {
                what = "";
                terminal.clear();
            }
        }
    }
}
