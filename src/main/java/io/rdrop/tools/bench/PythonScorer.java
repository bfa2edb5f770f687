package io.rdrop.tools.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** A Python consumer that predicts, as the scoring job does. */
record PythonScorer(Python python) {
    /** What benchmarks/ has of it. */
    static final String SCRIPT = "python_scorer.py";

    /** Predicts the records of a topic's first partition into another topic, and returns predictions per second. */
    double rate(String bootstrap, String topic, String predictions, long records, BenchCase bench)
            throws IOException, InterruptedException {
        JsonNode result = python.run(List.of(
                "--bootstrap=" + bootstrap,
                "--topic=" + topic,
                "--predictions=" + predictions,
                "--records=" + records,
                "--features=" + bench.job().features().size(),
                "--classes=" + bench.job().label().classes().size(),
                "--hidden=" + bench.job().model().hidden().get(0)));
        return result.path("examples").asDouble() / result.path("seconds").asDouble();
    }
}
