package io.rdrop.docs;

import io.rdrop.example.RejectionReason;
import java.io.IOException;
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
}
