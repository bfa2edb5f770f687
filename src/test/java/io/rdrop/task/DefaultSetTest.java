package io.rdrop.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.learn.Learner;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultSetTest {
    @ParameterizedTest
    @CsvSource({"classification, norm-r-drop", "text-classification, hidden-r-drop", "regression, change-plain-r-drop"})
    void aPoolIsWithoutTheMembersThatAreLeftOut(String task, String member) {
        assertThat(members(task, "[]")).contains("name=" + member);
        assertThat(members(task, "[" + member + "]"))
                .isNotEmpty()
                .doesNotContain("name=" + member)
                .contains("name=" + member.replace("-r-drop", "-dropout"));
    }

    @ParameterizedTest
    @CsvSource({"classification, norm-r-drop", "text-classification, hidden-r-drop", "regression, change-plain-r-drop"})
    void refusesWhatIsNoMemberAndAPoolWithoutNetworks(String task, String member) {
        String typo = member.replace("r-drop", "rdrop");

        assertThatThrownBy(() -> Task.of(job(task, "[" + typo + "]")).check())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("names " + typo + "; did you mean " + member + "?");
        assertThatThrownBy(() -> Task.of(job(
                                task,
                                members(task, "[]")
                                        .lines()
                                        .map(line -> line.replace("name=", ""))
                                        .toList()
                                        .toString()))
                        .check())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("pool.without must leave a network in the pool but names all of them: [");
    }

    /** Names of networks, a line each. */
    private static String members(String task, String without) {
        StringBuilder names = new StringBuilder();
        try (Learner learner = Task.of(job(task, without)).learner()) {
            learner.state().forEach(part -> {
                if (part.name().startsWith("pool-member-")) {
                    names.append("name=")
                            .append(part.name().replace("pool-member-", ""))
                            .append('\n');
                }
            });
        }
        return names.toString();
    }

    private static JobConfig job(String task, String without) {
        String yaml = "task: " + task + "\npool: {referees: false, companions: false}\n"
                + (task.startsWith("text") ? "" : "features: [{name: x}]\n")
                + (task.equals("regression") ? "" : "label: {classes: [a, b]}\n");
        return JobConfigs.parse(yaml, "job.yaml", List.of("pool.without=" + without));
    }
}
