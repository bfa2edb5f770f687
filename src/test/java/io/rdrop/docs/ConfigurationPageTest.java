package io.rdrop.docs;

import io.rdrop.config.ConfigReference;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    @Test
    void listsEveryKeyOfTheCode() throws IOException {
        new GeneratedPage("configuration.md").holds(ConfigReference.markdown());
    }
}
