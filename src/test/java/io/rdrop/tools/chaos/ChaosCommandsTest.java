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

    /** A version to promote is named when a command is sent: it is 0 here. */
    @Test
    void whereModelsHaveChallengersEachIsPromotedInTheMiddleAndNoPauseIsOpenThen() {
        JobConfig job = input.challengedWith(List.of("model.updater.learning-rate=0.006"))
                .job(List.of());
        assertThat(ChaosCommands.of(job, 1, 0))
                .extracting(Command::action)
                .containsOnly("promote")
                .hasSize(4);
        for (int count = 1; count < 40; count++) {
            List<Command> commands = ChaosCommands.of(job, count, count);
            assertThat(commands).hasSize(count + 4);
            assertThat(commands).extracting(Command::sequence).isSorted().doesNotHaveDuplicates();
            List<String> actions = commands.stream().map(Command::action).toList();
            int first = actions.indexOf("promote");
            assertThat(actions.subList(first, first + 4)).containsOnly("promote");
            assertThat(commands.subList(first, first + 4))
                    .extracting(Command::model)
                    .containsExactlyElementsOf(ChaosInput.MODELS);
            assertThat(first).isBetween(count / 2, count / 2 + 1);
            for (int i = 0; i < commands.size(); i++) {
                if (actions.get(i).equals("pause")) {
                    assertThat(actions.get(i + 1)).isEqualTo("resume");
                }
            }
        }
    }

    /** Promoted between two micro-batches, each goes on under the other's key as if it had always been there. */
    @Test
    void theUndisturbedRunHasChallengersThatChangePlacesWithTheirModels() {
        JobConfig job = input.challengedWith(List.of("model.updater.learning-rate=0.006"))
                .job(List.of());
        Command begins = command("challenge", Map.of("model.updater.learning-rate", "0.006"));
        Command promotes = command("promote", Map.of());
        Undisturbed challenged = Undisturbed.of(
                job,
                input.records(),
                Map.of(
                        "north",
                        List.of(new AppliedCommand(begins, 0, 0, null), new AppliedCommand(promotes, 24, 0, null))));
        Undisturbed ofChampion = Undisturbed.of(input.job(List.of()), input.records());
        Undisturbed ofChallenger =
                Undisturbed.of(input.job(List.of("model.updater.learning-rate=0.006")), input.records());

        assertThat(challenged.models().keySet())
                .containsExactlyInAnyOrder("north", "north/challenger", "east", "coast", "inland");
        assertThat(challenged.examples()).isEqualTo(ofChampion.examples());
        Undisturbed.Course north = course(challenged, "north");
        Undisturbed.Course challenger = course(challenged, "north/challenger");
        assertThat(challenger.examples()).isEqualTo(north.examples());
        long third = north.lastStep() * 24 / north.examples();
        assertThat(Objects.requireNonNull(north.statesByStep().get(third)))
                .containsExactly(
                        first(course(ofChampion, "north"), third), first(course(ofChallenger, "north"), third));
        assertThat(Objects.requireNonNull(challenger.statesByStep().get(third)))
                .containsExactly(
                        first(course(ofChallenger, "north"), third), first(course(ofChampion, "north"), third));
        assertThat(north.end()).isEqualTo(course(ofChallenger, "north").end());
        assertThat(challenger.end())
                .isEqualTo(course(ofChampion, "north").end())
                .isNotEqualTo(north.end());
    }

    private static Command command(String action, Map<String, String> settings) {
        return new Command(
                Command.OWN + action + "-1-0", 0, 0, "north", action, "me", 0, settings, List.of(), 0, false);
    }

    private static String first(Undisturbed.Course course, long step) {
        return Objects.requireNonNull(course.statesByStep().get(step)).get(0);
    }

    private static Undisturbed.Course course(Undisturbed run, String model) {
        return Objects.requireNonNull(run.models().get(model));
    }
}
