package io.rdrop.config;

import io.rdrop.objective.AlphaPreset;
import io.rdrop.objective.Reduction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objective: passes * cross-entropy + alpha * bidirectional KL divergence (arXiv 2106.14448, Eq. 4). */
public record RDropConfig(
        @Setting(
                value = "Weight of the bidirectional KL term of the paper's Eq. 4, averaged over rows; 0 trains with"
                        + " dropout only.",
                byDefault = "1.0")
        double alpha,

        @Setting(
                value =
                        "Code base that alpha is taken from, to be converted: `none` (alpha is this project's own),"
                                + " `dropreg-readme`, `fairseq`, `bojone`, `huggingface-bert`, `paddlenlp`, `vit` or `mindspore`.",
                byDefault = "none")
        AlphaPreset preset,

        @Setting(
                value =
                        "Rows of a batch in that code base, for presets whose alpha depends on them; `none` takes the rows of"
                                + " each micro-batch.",
                byDefault = "none")
        @Nullable
        Integer presetRows,

        @Setting("How alpha moves while the model learns.") ScheduleConfig schedule,

        @Setting(value = "Dropout passes over each micro-batch, 1..8; 1 is plain training.", byDefault = "2")
        int passes,

        @Setting(
                value = "R-Drop in steps 0, k, 2k, ...; the others are plain steps, one pass and cross-entropy only."
                        + " 1 is R-Drop in every step.",
                byDefault = "1")
        int every,

        @Setting(
                value =
                        "Dropout rate of each pass, 0 <= p < 1, one per pass: replaces the rate of every dropout that the"
                                + " network has. `[]` leaves the network's own.",
                byDefault = "[]")
        List<Double> dropoutRates,

        @Setting(
                value =
                        "`per-example`: each example of each pass draws dropout masks of its own. `per-batch`: all examples"
                                + " of a pass share one, so that dropped units need not be computed, which is faster with the"
                                + " planned step.",
                byDefault = "per-example")
        DropoutSampling dropoutSampling,

        @Setting(
                value =
                        "How rows become one loss: `mean-valid`, `batch-mean` (the same here, where all rows are valid) or"
                                + " `sum`, whose gradient grows with the micro-batch.",
                byDefault = "mean-valid")
        Reduction reduction,

        @Setting(value = "Share of the target that is spread evenly over all classes, 0 <= e < 1.", byDefault = "0")
        double labelSmoothing,

        @Setting(
                value = "Learn from records without a label too, by their KL term alone; else they are rejected.",
                byDefault = "false")
        boolean unlabelled) {
    /** Passes of the code bases that presets are for. */
    private static final int PRESET_PASSES = 2;

    public RDropConfig {
        dropoutRates = List.copyOf(dropoutRates);
        Check.finite("alpha", alpha);
        Check.within("passes", passes, 1, 8);
        if (passes == 1 && alpha > 0) {
            throw new ConfigException(
                    "alpha must be 0 when passes is 1 (there is no second pass to diverge from) but was " + alpha);
        }
        Check.atLeast("every", every, 1);
        if (passes == 1 && every > 1) {
            throw new ConfigException(
                    "every must be 1 when passes is 1 (all steps are plain already) but was " + every);
        }
        checkPreset(preset, presetRows, passes);
        if (!dropoutRates.isEmpty() && dropoutRates.size() != passes) {
            throw new ConfigException("dropout-rates must have one rate per pass, " + passes + ", or be [] but has "
                    + dropoutRates.size() + ": " + dropoutRates);
        }
        dropoutRates.forEach(rate -> Check.rate("dropout-rates", rate));
        if (alpha > 0 && !dropoutRates.isEmpty() && dropoutRates.stream().allMatch(rate -> rate == 0)) {
            throw new ConfigException(
                    "dropout-rates must not all be 0 when alpha is > 0 (all passes would be the same and"
                            + " their KL divergence always 0) but were " + dropoutRates);
        }
        Check.rate("label-smoothing", labelSmoothing);
        if (unlabelled && alpha == 0) {
            throw new ConfigException("unlabelled must be false when alpha is 0 (the KL term is all that an example"
                    + " without label has) but was true");
        }
    }

    /** The paper's objective without any variant. */
    public RDropConfig(double alpha, int passes) {
        this(
                alpha,
                AlphaPreset.NONE,
                null,
                ScheduleConfig.constant(),
                passes,
                1,
                List.of(),
                DropoutSampling.PER_EXAMPLE,
                Reduction.MEAN_VALID,
                0,
                false);
    }

    /** Whether a step is a plain one: one pass, cross-entropy only. */
    public boolean isPlain(long step) {
        return step % every != 0;
    }

    /** The weight of the KL term, in this project's convention, at an R-Drop step on so many rows after so many. */
    public double alphaAt(long step, long examples, int rows) {
        return preset.alpha(alpha, presetRows == null ? rows : presetRows) * schedule.share(step, examples);
    }

    private static void checkPreset(AlphaPreset preset, @Nullable Integer presetRows, int passes) {
        String name = ConfigBinder.kebab(preset.name());
        if (preset != AlphaPreset.NONE && passes != PRESET_PASSES) {
            throw new ConfigException(
                    "preset " + name + " is of a code base with 2 passes, so passes must be 2 but was " + passes);
        }
        if (presetRows == null) {
            return;
        }
        Check.atLeast("preset-rows", presetRows, 1);
        if (!preset.dependsOnRows()) {
            throw new ConfigException("preset-rows is only for a preset whose alpha depends on the rows of a batch but"
                    + " preset is " + name + " and preset-rows was " + presetRows);
        }
    }
}
