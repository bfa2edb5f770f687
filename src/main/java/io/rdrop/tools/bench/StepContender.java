package io.rdrop.tools.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.jspecify.annotations.Nullable;

/** One of several ways to do a step, timed in turns with the others so that a noisy machine is unfair to all alike. */
final class StepContender implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS_PER_MS = 1e6;

    /** How long steps took, on the wall's clock and of the processor. */
    record Took(long wallNanos, long cpuNanos) {}

    /** Steps of a contender. */
    interface Steps extends AutoCloseable {
        Took run(int steps);

        @Override
        void close();
    }

    private final String title;
    private final @Nullable Double operations;
    private final Steps steps;
    private final double[] wallMs;
    private final double[] cpuMs;
    private int perRound = 1;
    private int rounds;

    /** @param operations of its matrix products, for the floor; null if that says nothing */
    StepContender(String title, @Nullable Double operations, Steps steps, int rounds) {
        this.title = title;
        this.operations = operations;
        this.steps = steps;
        this.wallMs = new double[rounds];
        this.cpuMs = new double[rounds];
    }

    /** Steps of this process's own thread. */
    static Steps here(Runnable step, Runnable close) {
        return new Steps() {
            @Override
            public Took run(int count) {
                long cpu = THREADS.getCurrentThreadCpuTime();
                long start = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    step.run();
                }
                return new Took(System.nanoTime() - start, THREADS.getCurrentThreadCpuTime() - cpu);
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    /** Lets each warm up, then each run in every round. */
    static void inTurns(List<StepContender> contenders, int rounds, int roundMs) {
        contenders.forEach(contender -> contender.warmUp(10.0 * roundMs, roundMs));
        for (int round = 0; round < rounds; round++) {
            contenders.forEach(StepContender::round);
        }
    }

    /** Prints a table; ratios are to the first one. */
    static void print(List<StepContender> contenders, double operationsPerSecond, PrintStream out) {
        double own = contenders.get(0).cpuMs();
        out.printf(Locale.ROOT, "%-54s %9s %9s %9s %9s%n", "", "wall ms", "cpu ms", "ratio", "floor ms");
        for (StepContender contender : contenders) {
            double floor = contender.floorMs(operationsPerSecond);
            out.printf(
                    Locale.ROOT,
                    "%-54s %9.3f %9.3f %9.2f %9s%n",
                    contender.title(),
                    contender.wallMs(),
                    contender.cpuMs(),
                    contender.cpuMs() / own,
                    Double.isNaN(floor) ? "" : String.format(Locale.ROOT, "%.3f", floor));
        }
    }

    /** Steps until compilers and caches have settled, and then learns how many fill a round. */
    void warmUp(double warmUpMs, double roundMs) {
        double spentMs = 0;
        double lastMs = 0;
        int count = 1;
        while (spentMs < warmUpMs) {
            lastMs = steps.run(count).cpuNanos / NANOS_PER_MS;
            spentMs += lastMs;
            perRound = (int) Math.max(1, Math.min(100_000, roundMs * count / Math.max(lastMs, 1e-3)));
            count = perRound;
        }
    }

    void round() {
        Took took = steps.run(perRound);
        wallMs[rounds] = took.wallNanos / NANOS_PER_MS / perRound;
        cpuMs[rounds++] = took.cpuNanos / NANOS_PER_MS / perRound;
    }

    /** Median over rounds of a step's time on the wall's clock. */
    double wallMs() {
        return new Median().evaluate(wallMs, 0, rounds);
    }

    /** Median over rounds of the processor time of a step, which other processes on the machine change less. */
    double cpuMs() {
        return new Median().evaluate(cpuMs, 0, rounds);
    }

    String title() {
        return title;
    }

    /** What the matrix products alone take at the machine's rate; NaN if unknown. */
    double floorMs(double operationsPerSecond) {
        return operations == null ? Double.NaN : operations / operationsPerSecond * 1e3;
    }

    @Override
    public void close() {
        steps.close();
    }
}
