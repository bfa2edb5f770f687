package io.rdrop.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.ModelKind;
import io.rdrop.session.ModelSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The programs that the pages show are compiled, run, and held against what the project predicts. */
class SampleProgramsTest {
    private static final String ROW = "{\"x\":0.5,\"y\":20,\"c\":\"k3\"}";
    private static final String ODD_ROW = "{\"x\":null,\"y\":-4e9,\"c\":\"unheard of\"}";

    private final Path folder;
    private final Path models;
    private final ModelRegistry registry;

    SampleProgramsTest(@TempDir Path folder) {
        this.folder = folder;
        models = folder.resolve("models");
        registry = new ModelRegistry(new LocalRegistryStorage(models), Clock.systemUTC());
    }

    private void commit(ModelKind kind) throws IOException {
        try (ModelSession session = ModelSession.create("m", kind.config(), 1)) {
            kind.examples().forEach(example -> session.add(example, 0));
            registry.commit(registry.stage(session.snapshot(0), "test"));
        }
    }

    private Prediction expected(String row) throws IOException {
        try (Predictor predictor = Predictor.of(registry, "m").open()) {
            return predictor.predict(("{\"features\":" + row + "}").getBytes(UTF_8));
        }
    }

    /** What a program prints. */
    private List<String> run(Path page, String name, List<String> gone, String... arguments) throws Exception {
        String text = Files.readString(page);
        String java = text.lines()
                .dropWhile(line -> !line.equals("```java"))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .collect(Collectors.joining("\n"));
        Path source = Files.writeString(folder.resolve(name + ".java"), java);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, said, said, "-d", folder.toString(), "-cp", classPath(), source.toString());
        assertThat(failed).as(said.toString(UTF_8)).isZero();

        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            new Without(gone, folder)
                    .loadClass(name)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            System.setOut(out);
        }
        return printed.toString(UTF_8).lines().toList();
    }

    /** Where the classes that the programs name are. */
    private static String classPath() {
        return Stream.of(
                        Predictor.class,
                        ObjectMapper.class,
                        JsonParser.class,
                        JsonProperty.class,
                        MultiLayerNetwork.class,
                        INDArray.class)
                .map(type -> {
                    try {
                        return Path.of(type.getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString();
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    /** Loads this project and the program anew, and nothing of some packages. */
    private static final class Without extends ClassLoader {
        private final List<String> gone;
        private final Path program;

        Without(List<String> gone, Path program) {
            super(SampleProgramsTest.class.getClassLoader());
            this.gone = gone;
            this.program = program;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (gone.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name + " is not there");
            }
            Path own = program.resolve(name + ".class");
            if (!name.startsWith("io.rdrop.") && !Files.exists(own)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name, own) : loaded;
            }
        }

        private Class<?> define(String name, Path own) throws ClassNotFoundException {
            try (InputStream in = Files.exists(own)
                    ? Files.newInputStream(own)
                    : getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TABLE", "HISTORY", "WIDE", "REGRESSION"})
    void aTablesVersionIsReadWithoutThisProject(ModelKind kind) throws Exception {
        commit(kind);
        for (String row : List.of(ROW, ODD_ROW)) {
            Prediction expected = expected(row);

            List<String> lines = run(
                    Path.of("docs/registry.md"),
                    "Predict",
                    List.of("io.rdrop."),
                    models.resolve("m/00000001").toString(),
                    row);

            List<String> names = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                names.add(line.substring(0, Math.max(0, line.lastIndexOf(' '))));
                double outputs = expected.outputs()[i];
                assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .isCloseTo(outputs, within(1e-6 * Math.max(1, Math.abs(outputs))));
            }
            assertThat(names).isEqualTo(expected.isClass() ? expected.by().classes() : List.of(""));
        }
    }

    @Test
    void aVersionThatIsOfNoTableIsRefused() throws Exception {
        commit(ModelKind.TEXT);

        assertThatThrownBy(() -> run(
                        Path.of("docs/registry.md"),
                        "Predict",
                        List.of(),
                        models.resolve("m/00000001").toString(),
                        ROW))
                .hasMessageContaining("is no model of a table");
    }

    @ParameterizedTest
    @EnumSource(names = {"TABLE", "REGRESSION"})
    void aPredictionFromJavaNeedsNeitherFlinkNorKafka(ModelKind kind) throws Exception {
        commit(kind);
        Prediction expected = expected(ROW);

        assertThat(run(
                        Path.of("docs/predict.md"),
                        "Ask",
                        List.of("org.apache.flink.", "org.apache.kafka.", "io.micrometer.", "picocli."),
                        models.toString(),
                        "m",
                        "{\"features\":" + ROW + "}"))
                .containsExactly(
                        expected.isClass()
                                ? expected.label() + " " + expected.probability()
                                : Float.toString(expected.number()),
                        "by version 1 of m");
    }
}
