package io.rdrop.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.model.dl4j.bench.StepNetwork;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Steps of libtorch, in a process of its own: its JavaCPP is another one than ND4J's. The process does as many steps as a line
 * asks for, and answers with the nanoseconds that they took, on the wall's clock and of the processor.
 */
final class LibtorchSteps implements StepContender.Steps {
    private static final String MAIN = "LibtorchStep";

    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    /**
     * @param libraries jars of benchmarks/libtorch
     * @throws ConfigException if they are not there, or the process cannot be started
     */
    LibtorchSteps(Path libraries, StepNetwork network, double rate) {
        if (!Files.isDirectory(libraries)) {
            throw new ConfigException("--libtorch must be a folder of jars but " + libraries
                    + " is none; `./mvnw -f benchmarks/libtorch/pom.xml package` makes benchmarks/libtorch/target/lib");
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                libraries + "/*",
                MAIN,
                Integer.toString(network.inputs()),
                Integer.toString(network.hidden()),
                Integer.toString(network.classes()),
                Integer.toString(network.rows()),
                String.format(Locale.ROOT, "%s", rate));
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("libtorch's process could not be started", e);
        }
        orders = process.outputWriter();
        answers = process.inputReader();
    }

    @Override
    public StepContender.Took run(int steps) {
        try {
            orders.write(steps + "\n");
            orders.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("it ended");
            }
            String[] nanos = answer.strip().split(" ", -1);
            return new StepContender.Took(Long.parseLong(nanos[0]), Long.parseLong(nanos[1]));
        } catch (IOException e) {
            throw new UncheckedIOException("libtorch's process gave no answer to " + steps + " steps", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
