package io.rdrop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.ClassTable;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.Score;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.StepReportJson;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecordsPageTest {
    @Test
    void listsEveryRejectionReasonOfTheCode() throws IOException {
        StringBuilder table = new StringBuilder("\n## Rejection reasons\n\n| code | meaning |\n|---|---|\n");
        for (RejectionReason reason : RejectionReason.values()) {
            table.append("| `").append(reason.code()).append("` | ");
            table.append(reason.meaning()).append(" |\n");
        }
        new GeneratedPage("records.md").holds(table.toString());
    }

    @Test
    void theExampleOfAStepReportHasEveryKeyAndEachIsExplained() throws IOException {
        String page = Files.readString(Path.of("docs/records.md"));
        String section = page.substring(page.indexOf("## Step reports"));
        String json = section.substring(section.indexOf("{"), section.indexOf("\n}") + 2);

        StepReport report = StepReportJson.read(json.getBytes(StandardCharsets.UTF_8));

        assertThat(report.cumulative().values().keySet())
                .containsExactlyElementsOf(EnumSet.range(Score.ACCURACY, Score.AUC));
        assertThat(Objects.requireNonNull(report.cumulative().classes()).rows())
                .extracting(ClassTable.Row::name)
                .containsExactly("DOWN", "UP");
        assertThat(new ObjectMapper().readTree(json).size())
                .isEqualTo(StepReport.class.getRecordComponents().length + 1);
        for (RecordComponent component : StepReport.class.getRecordComponents()) {
            assertThat(json).contains("\n  \"" + component.getName() + "\": ");
            assertThat(section).containsPattern("\\| [^|\n]*`" + component.getName() + "`[^|\n]* \\|");
        }
        for (Score score : Score.values()) {
            assertThat(section).contains(score.key());
        }
    }
}
