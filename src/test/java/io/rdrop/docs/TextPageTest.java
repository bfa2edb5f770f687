package io.rdrop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.codec.JsonExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TextFeatures;
import io.rdrop.tools.experiment.BaseSettings;
import io.rdrop.tools.experiment.Study;
import io.rdrop.tools.feed.JobYaml;
import io.rdrop.tools.feed.inference.Inspection;
import io.rdrop.tools.feed.inference.TextInspection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/text.md shows is what the code takes, and what a first look at a file suggests. */
class TextPageTest {
    private static final Path PAGE = Path.of("docs", "text.md");

    @Test
    void theRecordShownIsAnExampleOfTheJobShown() throws IOException {
        JobConfig job = JobConfigs.parse(block("yaml", 0), PAGE.toString(), List.of());
        Decoded decoded = JsonExampleCodec.of(job)
                .decode(new RawRecord(
                        new SourcePosition("t", 0, 0, 0),
                        block("json", 0).strip().getBytes(StandardCharsets.UTF_8)));
        assertThat(decoded).isInstanceOf(Example.class);
        assertThat(((Example) decoded).target()).isEqualTo(1);
        assertThat(((TextFeatures) ((Example) decoded).features()).text())
                .isEqualTo("a gorgeous , witty , seductive movie .");
    }

    @Test
    void theJobsShownAreTheInferredOneAndTheExample() throws IOException {
        String head = block("yaml", 0);
        JobConfig shown = JobConfigs.parse(head + block("yaml", 1), PAGE.toString(), List.of());
        JobConfig inferred = JobConfigs.parse(
                JobYaml.of(new TextInspection(
                        "reviews.tsv",
                        List.of("label", "text"),
                        "text",
                        "label",
                        List.of(),
                        List.of(new Inspection.ClassCount("neg", 1), new Inspection.ClassCount("pos", 1)),
                        2,
                        0,
                        List.of())),
                "inferred",
                List.of());
        assertThat(JobConfigs.trainingHash(inferred))
                .isEqualTo(JobConfigs.trainingHash(JobConfigs.parse(head, PAGE.toString(), List.of())));
        assertThat(inferred.hasPool()).isTrue();
        JobConfig example = JobConfigs.load(Path.of("flink-jobs", "text", "job.yaml"), List.of());
        assertThat(example.hasPool()).isTrue();
        assertThat(example.label().classes()).isEqualTo(inferred.label().classes());
        assertThat(shown.hasPool()).isFalse();
        assertThat(JobConfigs.trainingHash(shown))
                .as("the network that studies begin with")
                .isEqualTo(JobConfigs.trainingHash(BaseSettings.of(Study.BASELINE, head, List.of())));
    }

    private static String block(String language, int index) throws IOException {
        String page = Files.readString(PAGE);
        int start = -1;
        for (int i = 0; i <= index; i++) {
            start = page.indexOf("```" + language + "\n", start + 1);
        }
        start += language.length() + 4;
        return page.substring(start, page.indexOf("```", start));
    }
}
