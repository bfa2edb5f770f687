package io.rdrop.tools.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Steps in a process of their own: told how many, it answers with the nanoseconds on both clocks. One thread. */
final class ProcessSteps implements StepContender.Steps {
    private final String name;
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    /** @param name for messages */
    ProcessSteps(String name, List<String> command) {
        this.name = name;
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + "'s process could not be started", e);
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
            throw new UncheckedIOException(name + "'s process gave no answer to " + steps + " steps", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
