package io.rdrop.docs;

import io.rdrop.telemetry.MetersReference;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    @Test
    void listsEverySeriesOfTheCode() throws IOException {
        new GeneratedPage("metrics.md").holds(MetersReference.markdown());
    }
}
