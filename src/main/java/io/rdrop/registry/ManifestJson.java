package io.rdrop.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;

/** The JSON form of a manifest: the components in their order, UTF-8, indented, the same bytes everywhere. */
public final class ManifestJson {
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addModule(new ScoresJson())
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .defaultPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER))
            .build();

    private static final String OWN = "trained";
    private static final String IN_ALL = "trainedInAll";
    private static final String HELD_BACK = "heldBack";
    private static final String COMMANDS = "commands";

    private ManifestJson() {}

    /** The manifest as UTF-8 JSON; the same manifest gives the same bytes. */
    public static byte[] write(SnapshotManifest manifest) throws IOException {
        return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n").getBytes(UTF_8);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param json UTF-8; not modified
     * @param place where the bytes come from, for the message
     * @throws RegistryException if the bytes are no manifest of a known format
     */
    public static SnapshotManifest read(byte[] json, String place) throws RegistryException {
        try {
            JsonNode tree = JSON.readTree(json);
            // First of all: a later format may have other keys, and its number says more than the first unknown key.
            int format = tree.path("format").asInt(-1);
            if (format != SnapshotManifest.FORMAT) {
                throw new RegistryException("format must be " + SnapshotManifest.FORMAT + " but was "
                        + tree.path("format") + " (" + place + ")");
            }
            addWhatWasNotSaid(tree);
            return JSON.treeToValue(tree, SnapshotManifest.class);
        } catch (RegistryException e) {
            throw e;
        } catch (JsonProcessingException e) {
            String key = e instanceof JsonMappingException mapping ? " at " + mapping.getPathReference() : "";
            throw new RegistryException("not a manifest: " + e.getOriginalMessage() + key + " (" + place + ")", e);
        } catch (IOException | RuntimeException e) {
            throw new RegistryException("not a manifest: " + e.getMessage() + " (" + place + ")", e);
        }
    }

    /**
     * Only a version that is held back says so, and only one that was steered says how. The first development versions
     * did not say what was trained on in all; a model's first version says it.
     */
    private static void addWhatWasNotSaid(JsonNode tree) {
        if (!(tree instanceof ObjectNode manifest)) {
            return;
        }
        if (!manifest.has(HELD_BACK)) {
            manifest.putNull(HELD_BACK);
        }
        if (!manifest.has(COMMANDS)) {
            manifest.putArray(COMMANDS);
        }
        if (!manifest.has(IN_ALL) && manifest.has(OWN)) {
            manifest.set(
                    IN_ALL, manifest.path("parent").isNull() ? manifest.get(OWN).deepCopy() : JSON.createArrayNode());
        }
    }
}
