package io.rdrop.learn.mix;

import java.util.Arrays;

/**
 * Who takes over the weights of a mixture whose members change. What those that leave had goes to those that stay, in
 * proportion to their own: where all are positive the weights of those that stay are multiplied by one number, so that
 * their sum is what the sum of all was.
 *
 * <p>Places: of each member as they are now, where it was before, or {@value #NEW} for one that is new.
 */
public final class Heirs {
    /** The place of a member that was not there. */
    public static final int NEW = -1;

    private Heirs() {}

    /**
     * The weights of the members as they are now; 0 for new ones.
     *
     * @param before weights of all members as they were
     * @param places of each member now, where it was
     */
    public static double[] weights(double[] before, int[] places) {
        double left = Arrays.stream(before).sum();
        double positive = 0;
        int staying = 0;
        for (int place : places) {
            if (place != NEW) {
                left -= before[place];
                positive += Math.max(0, before[place]);
                staying++;
            }
        }
        double[] now = new double[places.length];
        for (int i = 0; i < now.length; i++) {
            if (places[i] != NEW) {
                double own = before[places[i]];
                now[i] = own + left * (positive > 0 ? Math.max(0, own) / positive : 1.0 / staying);
            }
        }
        return now;
    }

    /** How many are new. */
    public static int newcomers(int[] places) {
        return (int) Arrays.stream(places).filter(place -> place == NEW).count();
    }
}
