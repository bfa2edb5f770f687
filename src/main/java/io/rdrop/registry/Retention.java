package io.rdrop.registry;

import io.rdrop.Public;

/**
 * Which older versions stay. What {@code latest} or a pin names always does.
 *
 * @param keep how many of the newest stay, at least 1
 * @param keepMinutes for how many minutes (UTC, up to that of the newest version) the newest of the older versions
 *     stays; 0 for none
 * @param keepDays for how many days, likewise, the best of the older versions stays; 0 for none
 */
@Public
public record Retention(int keep, int keepMinutes, int keepDays) {
    public Retention {
        if (keep < 1 || keepMinutes < 0 || keepDays < 0) {
            throw new IllegalArgumentException("keep must be >= 1, and keepMinutes and keepDays >= 0, but were " + keep
                    + ", " + keepMinutes + " and " + keepDays);
        }
    }
}
