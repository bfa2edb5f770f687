package io.rdrop.tools.live;

import java.util.ArrayList;
import java.util.List;

/**
 * Examples per second over a run of any length in bounded memory: how many were trained on at times that are a stride
 * apart; each time there are {@value #MAX_SAMPLES}, every second one goes and the stride doubles. What a rate is made
 * of is never lost, since the counts are sums.
 */
public final class RateSeries {
    static final int MAX_SAMPLES = 600;

    private static final double FIRST_STRIDE_SECONDS = 1;
    private static final double RECENT_SECONDS = 5;

    private final List<Sample> samples = new ArrayList<>();
    /** About the last seconds, a sample for each; for the rate now. */
    private final ArrayList<Sample> recent = new ArrayList<>();

    private double strideSeconds = FIRST_STRIDE_SECONDS;

    private record Sample(double seconds, long examples) {}

    /** A mean rate since the point before, up to this time since the start of the run. */
    record Point(double seconds, double examplesPerSecond) {}

    /** Takes the number of examples at a time that is not before the last one. */
    public void add(double seconds, long examples) {
        Sample sample = new Sample(seconds, examples);
        if (samples.isEmpty() || seconds - last(samples).seconds() >= strideSeconds) {
            samples.add(sample);
            if (samples.size() == MAX_SAMPLES) {
                thin();
            }
        }
        if (recent.isEmpty() || seconds - last(recent).seconds() >= RECENT_SECONDS / 10) {
            recent.add(sample);
            while (recent.size() > 2 && recent.get(1).seconds() <= seconds - RECENT_SECONDS) {
                recent.remove(0);
            }
        }
    }

    private void thin() {
        int size = 0;
        for (int i = 1; i < samples.size(); i += 2) {
            samples.set(size++, samples.get(i));
        }
        samples.subList(size, samples.size()).clear();
        strideSeconds *= 2;
    }

    /** Over about the last five seconds; NaN before there are two samples. */
    public double now() {
        return recent.size() < 2 ? Double.NaN : rate(recent.get(0), last(recent));
    }

    List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            points.add(new Point(samples.get(i).seconds(), rate(samples.get(i - 1), samples.get(i))));
        }
        return points;
    }

    private static double rate(Sample from, Sample to) {
        return (to.examples() - from.examples()) / (to.seconds() - from.seconds());
    }

    private static Sample last(List<Sample> list) {
        return list.get(list.size() - 1);
    }
}
