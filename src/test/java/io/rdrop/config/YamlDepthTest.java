package io.rdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What overflows the stack of a recursive reader, or the patience of whoever reads the message. */
class YamlDepthTest {
    static List<String> monsters() {
        return List.of(
                "[".repeat(20_000) + "]".repeat(20_000),
                "{a: ".repeat(20_000) + "1" + "}".repeat(20_000),
                "features: " + "[".repeat(20_000) + "]".repeat(20_000),
                "- ".repeat(20_000) + "1",
                "a: &a\n  b: *a",
                "a: &a [*a]",
                "a: &a [x, x]\nb: [" + "*a,".repeat(1_000_000) + "*a]",
                "a: &a x\nb: [" + "*a,".repeat(900_000) + "*a]");
    }

    @ParameterizedTest
    @MethodSource("monsters")
    void isRefusedInOneLine(String yaml) {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> JobConfigs.parse(yaml, "job.yaml", List.of("label.classes=[a, b]")));

        assertThat(e).isNotNull().hasMessageContaining("job.yaml");
        assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(1_000);
    }

    @Test
    void saysWhere() {
        assertThat(catchThrowableOfType(
                        ConfigException.class,
                        () -> JobConfigs.parse("a: 1\nb: " + "[".repeat(100) + "]".repeat(100), "job.yaml", List.of())))
                .hasMessage("job.yaml is nested more than 64 levels deep in line 2, column 67");
    }

    @Test
    void anOverrideIsRefusedTheSameWay() {
        assertThat(catchThrowableOfType(
                        ConfigException.class,
                        () -> JobConfigs.parse(
                                "name: x", "job.yaml", List.of("features=" + "[".repeat(20_000) + "]".repeat(20_000)))))
                .hasMessageStartingWith("--set features: it is nested more than 64 levels deep");
    }
}
