package io.rdrop.config;

/** Labels of earlier examples as inputs. */
public record HistoryConfig(
        @Setting(
                value =
                        "Labels of so many labelled examples before this one (of its model) as further inputs: one per class"
                                + " and label, or the standardised target. An example's own label is never among them.",
                byDefault = "0")
        int labels) {
    public HistoryConfig {
        Check.within("labels", labels, 0, 1000);
    }
}
