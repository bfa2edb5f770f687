package io.rdrop.tools.cli;

import io.rdrop.control.Acknowledgement;
import io.rdrop.control.Verdict;
import io.rdrop.example.Command;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where commands go, to which model, from whom; and sending them. */
final class ControlOptions {
    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "The Kafka of the job.")
    private String bootstrap = "";

    @Option(
            names = "--topic",
            paramLabel = "T",
            defaultValue = "control",
            description = "The job's topics.control (default: ${DEFAULT-VALUE}).")
    private String topic = "";

    @Option(
            names = "--models",
            paramLabel = "T",
            defaultValue = "models",
            description = "The job's topics.models, where answers come (default: ${DEFAULT-VALUE}).")
    private String models = "";

    @Option(
            names = "--model",
            required = true,
            paramLabel = "KEY",
            description = "Model key; '*' for all models, those to come included.")
    private String model = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who asks (default: the user of this process).")
    private @Nullable String by;

    @Option(
            names = "--epoch",
            paramLabel = "N",
            description =
                    "Epoch (default: the highest on the topic). A higher one shuts out all who send with a lower.")
    private @Nullable Long epoch;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description =
                    "How long to wait for the answer, which comes with a checkpoint of the job; 0 sends only (default:"
                            + " ${DEFAULT-VALUE}). For '*', the whole time is waited.")
    private int waitSeconds;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    /** What a command is about. */
    record Asked(String action, Map<String, String> settings, List<String> unset, long version, boolean predict) {
        static Asked of(String action) {
            return new Asked(action, Map.of(), List.of(), 0, false);
        }
    }

    /** Sends a command and prints what becomes of it; the exit code. */
    int send(Asked asked, PrintWriter out) throws IOException, InterruptedException {
        CommandSender sender = new CommandSender(bootstrap, kafka.properties(), topic);
        long nowMs = System.currentTimeMillis();
        CommandSender.Place place = sender.next(nowMs);
        Command command = new Command(
                UUID.randomUUID().toString(),
                epoch == null ? place.epoch() : epoch,
                place.sequence(),
                model,
                asked.action(),
                by == null ? System.getProperty("user.name", "unknown") : by,
                nowMs,
                asked.settings(),
                asked.unset(),
                asked.version(),
                asked.predict());
        if (waitSeconds <= 0) {
            sender.send(command);
            out.println("sent " + command.describe() + " to model " + model + ", id " + command.id());
            out.flush();
            return Main.DONE;
        }
        try (CommandSender.Answers answers = sender.listen(models)) {
            sender.send(command);
            List<Acknowledgement> came = answers.await(command, Duration.ofSeconds(waitSeconds));
            came.forEach(answer -> out.println(line(answer)));
            if (came.isEmpty()) {
                out.println("no answer within " + waitSeconds + " s. The command stands on topic " + topic
                        + ", id " + command.id() + "; does a job run that has topics.control: " + topic
                        + ", does it take checkpoints, and is the command among its dead letters?");
            }
            out.flush();
            return came.isEmpty() || came.stream().anyMatch(ControlOptions::isNothing) ? Main.FAILED : Main.DONE;
        }
    }

    private static boolean isNothing(Acknowledgement answer) {
        return !answer.verdict().equals(Verdict.APPLIED.code())
                && !answer.verdict().equals(Verdict.STANDING.code());
    }

    private static String line(Acknowledgement answer) {
        String what = answer.verdict() + "  " + answer.command().describe() + "  model " + answer.model();
        if (answer.reason() != null) {
            return what + ": " + answer.reason();
        }
        return answer.verdict().equals(Verdict.STANDING.code())
                ? what + ": for models that come later"
                : what + " after " + answer.examples() + " examples, step " + answer.step()
                        + (answer.after() == null ? "" : ", " + answer.after());
    }
}
