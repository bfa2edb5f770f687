package io.rdrop.tools.chaos;

/**
 * One disturbance of a schedule.
 *
 * @param number 1-based
 * @param pauseMs undisturbed training before it
 * @param jitterMs after the moment, until the kill
 * @param outageMs how long what was taken away stays away, after the job has noticed
 */
public record Disturbance(int number, Scenario scenario, Moment moment, int pauseMs, int jitterMs, int outageMs) {
    /** For people. */
    public String title() {
        return scenario.title() + (scenario.hasMoments() ? " " + moment.title() : "");
    }
}
