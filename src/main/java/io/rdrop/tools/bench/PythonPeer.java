package io.rdrop.tools.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** A Python consumer, which does what the pipeline does. */
record PythonPeer(Python python) {
    /** What benchmarks/ has of it. */
    static final String SCRIPT = "python_consumer.py";

    /** Consumes records of a topic and returns examples trained on per second. */
    double rate(String bootstrap, String topic, long records, BenchCase bench)
            throws IOException, InterruptedException {
        JsonNode result = python.run(List.of(
                "--bootstrap=" + bootstrap,
                "--topic=" + topic,
                "--records=" + records,
                "--features=" + bench.job().features().size(),
                "--classes=" + bench.job().label().classes().size(),
                "--hidden=" + bench.job().model().hidden().get(0),
                "--batch=" + bench.job().microBatch().size(),
                "--dropout=" + bench.job().model().dropout(),
                "--alpha=" + bench.job().rDrop().alpha(),
                "--learning-rate=" + bench.job().model().updater().stepSize()));
        return result.path("examples").asDouble() / result.path("seconds").asDouble();
    }
}
