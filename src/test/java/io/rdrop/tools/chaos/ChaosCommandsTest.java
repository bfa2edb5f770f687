package io.rdrop.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.CommandJson;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChaosCommandsTest {
    private static final int MANY = 400;

    private final ChaosInput input = ChaosInput.of(3, 8 * ChaosInput.STEP);

    @Test
    void commandsAreDrawnBySeedEachLaterThanTheOneBefore() {
        JobConfig job = input.job(List.of());
        List<Command> commands = ChaosCommands.of(job, 1, MANY);

        assertThat(commands).hasSize(MANY).isEqualTo(ChaosCommands.of(job, 1, MANY));
        assertThat(commands).isNotEqualTo(ChaosCommands.of(job, 2, MANY));
        assertThat(commands).extracting(Command::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(commands.stream().map(Command::action).collect(Collectors.toSet()))
                .isEqualTo(Set.of("set", "snapshot", "reset", "pause", "resume"));
        assertThat(ChaosCommands.of(job, 1, 0)).isEmpty();
    }

    /** Or the run would wait for steps that never come. */
    @Test
    void theNextCommandEndsAPauseAndAJobTakesAllOfThem() throws Exception {
        for (String learner : List.of("learner=single", "learner=pool")) {
            List<String> settings = new ArrayList<>(List.of(learner));
            if (learner.endsWith("pool")) {
                settings.addAll(List.of("model={}", "history={}", "replay={}"));
            }
            JobConfig job = input.job(settings);
            for (int count = 1; count < 40; count++) {
                List<Command> commands = ChaosCommands.of(job, count, count);
                for (int i = 0; i < count; i++) {
                    Command command = CommandJson.read(CommandJson.write(commands.get(i)));
                    Task.of(JobConfigs.steered(job, command.settings())).check();
                    if (command.action().equals("pause")) {
                        assertThat(commands.get(i + 1).action()).isEqualTo("resume");
                        assertThat(commands.get(i + 1).model()).isEqualTo(command.model());
                    }
                }
            }
        }
    }

    @Test
    void theUndisturbedRunDoesWhatModelsWereAskedAtTheSamePlaces() {
        JobConfig job = input.job(List.of());
        Command command =
                new Command("a", 0, 1, "north", "set", "me", 0, Map.of("r-drop.alpha", "5"), List.of(), 0, false);
        Undisturbed plain = Undisturbed.of(job, input.records());
        Undisturbed steered = Undisturbed.of(
                job, input.records(), Map.of("north", List.of(new AppliedCommand(command, 24, 0, null))));

        Undisturbed.Course before = course(plain, "north");
        Undisturbed.Course after = course(steered, "north");
        assertThat(after.statesByStep().keySet())
                .isEqualTo(before.statesByStep().keySet());
        assertThat(after.examples()).isEqualTo(before.examples());
        assertThat(after.end()).isNotEqualTo(before.end());
        long third = after.lastStep() * 24 / after.examples();
        assertThat(Objects.requireNonNull(after.statesByStep().get(third)))
                .as("the state after the command, too")
                .hasSize(2)
                .startsWith(
                        Objects.requireNonNull(before.statesByStep().get(third)).get(0));
        assertThat(course(steered, "east")).isEqualTo(course(plain, "east"));

        Undisturbed withinBatch = Undisturbed.of(
                job, input.records(), Map.of("north", List.of(new AppliedCommand(command, 31, 0, null))));
        long fourth = after.lastStep() * 32 / after.examples();
        assertThat(first(course(withinBatch, "north"), fourth))
                .as("the last example of the micro-batch came after the command")
                .isNotEqualTo(first(before, fourth));
    }

    private static String first(Undisturbed.Course course, long step) {
        return Objects.requireNonNull(course.statesByStep().get(step)).get(0);
    }

    private static Undisturbed.Course course(Undisturbed run, String model) {
        return Objects.requireNonNull(run.models().get(model));
    }
}
