package io.rdrop.tools.experiment;

import io.rdrop.example.Score;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cell came to.
 *
 * @param key of the cell
 * @param stream its name
 * @param data the fingerprint of its records
 * @param code the version of the code
 * @param configuration the hash of its configuration
 * @param seed of the run
 * @param examples that were scored
 * @param rejected records that nobody can learn from
 * @param updates of the network, those on replayed examples included
 * @param scores at the end, over the whole stream
 * @param latest the same over the latest examples (evaluation.window)
 * @param curve how they came about
 * @param state SHA-256 of parameters and optimiser state at the end
 * @param times what it took, which no two runs have the same
 */
record CellResult(
        String key,
        String stream,
        String data,
        String code,
        String configuration,
        long seed,
        long examples,
        long rejected,
        long updates,
        Map<Score, Double> scores,
        Map<Score, Double> latest,
        Curve curve,
        String state,
        Times times) {
    /** Another one is another key, so that cells of another form are never read. */
    static final String FORM = "cell-2";

    /**
     * Scores at some {@value CellRun#POINTS} places of the stream, the last one its end.
     *
     * @param examples scored so far, at each place
     * @param soFar of each score, the value over all examples so far
     * @param window of each score, the value over the latest examples (evaluation.window)
     */
    record Curve(List<Long> examples, Map<Score, List<Double>> soFar, Map<Score, List<Double>> window) {
        Curve {
            examples = List.copyOf(examples);
            soFar = Collections.unmodifiableMap(new LinkedHashMap<>(soFar));
            window = Collections.unmodifiableMap(new LinkedHashMap<>(window));
        }
    }

    /**
     * Processor time of the thread that learned, decoding left out, over the second half of the stream, when the
     * virtual machine has compiled what there is to compile.
     *
     * @param microsPerExample predicted, scored and learned
     * @param microsPerUpdate the same by updates
     */
    record Times(double microsPerExample, double microsPerUpdate) {}

    CellResult {
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        latest = Collections.unmodifiableMap(new LinkedHashMap<>(latest));
    }
}
