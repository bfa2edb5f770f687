package io.rdrop.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.example.Command;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandJsonTest {
    private static final String SOUND = """
            {"id": "a", "epoch": 2, "sequence": 7, "model": "de", "action": "set", "by": "anna", "time": 99,
             "settings": {"r-drop.alpha": 2.5, "r-drop.every": null, "model.guard": false,
                          "model.updater": {"learning-rate": 0.01}}}""";

    @Test
    void readsSettingsAsYamlAndNullAsUnset() {
        Command command = CommandJson.read(SOUND.getBytes(UTF_8));

        assertThat(command.settings())
                .containsEntry("r-drop.alpha", "2.5")
                .containsEntry("model.guard", "false")
                .containsEntry("model.updater", "{\"learning-rate\":0.01}");
        assertThat(command.unset()).containsExactly("r-drop.every");
        assertThat(command.by()).isEqualTo("anna");
        assertThat(command.sentMs()).isEqualTo(99);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Commands commands = new Commands();
        for (Command command : List.of(
                commands.set("de", "r-drop.alpha", "2"),
                commands.unset("*", "r-drop.alpha"),
                commands.pause("de", true),
                commands.pause("de", false),
                commands.of("*", "resume"),
                commands.version("de", "pin", 4),
                commands.version("de", "rollback", 3),
                commands.of("de", "unpin"),
                commands.of("*", "snapshot"))) {
            assertThat(CommandJson.read(CommandJson.write(command))).isEqualTo(command);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"idd\": \"a\"} | unknown key idd in a command; did you mean id?",
                "[] | a command must be a JSON object but was ARRAY",
                "{\"id\": 3} | id must be a text but was 3",
                "{\"id\": \"a\"} | epoch must be a whole number but was absent",
                "{\"id\": \"a\", \"epoch\": 1.5} | epoch must be a whole number but was 1.5",
                "{\"id\": \"a\", \"id\": \"b\"} | cannot be read: Duplicate field 'id'",
                "{\"id\": \"a\"} {} | cannot be read: Trailing token",
            })
    void saysWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> CommandJson.read(json.getBytes(UTF_8)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "\"action\": \"stop\" | action must be one of set, pause, resume, pin, unpin, rollback, reset, snapshot, promote but was stop",
                "\"action\": \"set\" | settings must name at least one setting for action set",
                "\"action\": \"set\", \"settings\": [] | settings must be an object of paths and values but was []",
                "\"action\": \"pause\", \"settings\": {\"seed\": 1} | settings are for action set only but action was pause",
                "\"action\": \"pin\" | version must be >= 1 for action pin but was 0",
                "\"action\": \"resume\", \"version\": 2 | version is for actions pin, rollback and promote only but action was resume",
                "\"action\": \"promote\", \"version\": -1 | version must be >= 1, or left out, for action promote but was -1",
                "\"action\": \"challenge\" | action must be one of set, pause, resume, pin, unpin, rollback, reset, snapshot, promote but was challenge: challengers are as the job's challenger.settings says",
                "\"action\": \"resume\", \"predict\": true | predict is for action pause only but action was resume",
                "\"action\": \"pause\", \"predict\": 1 | predict must be true or false but was 1",
            })
    void refusesWhatTheActionDoesNotHave(String rest, String message) {
        String json = "{\"id\": \"a\", \"epoch\": 1, \"sequence\": 1, \"model\": \"de\", " + rest + "}";

        assertThatThrownBy(() -> CommandJson.read(json.getBytes(UTF_8)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void versionsOfTwoModelsHaveNothingToDoWithEachOther() {
        assertThatThrownBy(() -> new Commands().version("*", "pin", 4))
                .hasMessageStartingWith("model must be one model for action pin but was `*`");
    }

    @Test
    void refusesWhatIsTooLongWithoutReadingIt() {
        assertThatThrownBy(() -> CommandJson.read(new byte[CommandJson.MOST_BYTES + 1]))
                .hasMessage("a command must have at most 65536 bytes but had 65537");
        assertThatThrownBy(() -> CommandJson.read(null)).hasMessageContaining("was empty");
    }

    /** Whatever stands on the topic is a command or is refused with a sentence; nothing else happens. */
    @Test
    void anyBytesAreACommandOrRefused() {
        Random random = new Random(19);
        int commands = 0;
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = SOUND.getBytes(UTF_8);
            if (i % 10 == 0) {
                bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
            } else {
                for (int n = random.nextInt(4); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] =
                            (byte) (random.nextBoolean() ? random.nextInt() : 32 + random.nextInt(95));
                }
            }
            try {
                CommandJson.read(bytes);
                commands++;
            } catch (ConfigException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(commands).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(1_000);
    }
}
