package io.rdrop.engine.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Engines;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Predictor;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dense network is restored and learns on where there is no class of DL4J or ND4J. */
class WithoutDl4jTest {
    /**
     * Loads this project anew, and nothing of the libraries that are hidden; keeps the names that were asked for in
     * vain.
     */
    private static final class Hiding extends ClassLoader {
        private final List<String> hidden = new ArrayList<>();

        Hiding(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.nd4j.") || name.startsWith("org.deeplearning4j.")) {
                hidden.add(name);
                throw new ClassNotFoundException(name + " is hidden");
            }
            if (!name.startsWith("io.rdrop.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
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
    @ValueSource(booleans = {false, true})
    void goesOnFromAStateAndPredictsFromAnExport(boolean isBag) throws Exception {
        Session here = new Session(isBag);
        here.train(3);
        byte[] state = here.state();
        byte[] export = here.export();
        here.train(4);

        Hiding loader = new Hiding(getClass().getClassLoader());
        Object there = session(loader, isBag);
        call(there, "restore", state);
        call(there, "train", 4);

        assertThat(call(there, "sha256")).isEqualTo(here.sha256());
        assertThat((float[]) call(there, "predict")).isEqualTo(here.predict());
        Object reader = session(loader, isBag);
        call(reader, "restore", state);
        assertThat((float[]) call(there, "predictFrom", export)).isEqualTo((float[]) call(reader, "predict"));
        assertThat(loader.hidden).containsOnly("org.nd4j.linalg.factory.Nd4j"); // asked whether it is there
        here.close();
        call(there, "close");
        call(reader, "close");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksDl4jForTheWeightsOfANewModel(boolean isBag) throws Exception {
        Object there = session(new Hiding(getClass().getClassLoader()), isBag);

        assertThatThrownBy(() -> call(there, "train", 1))
                .isInstanceOf(InvocationTargetException.class)
                .rootCause()
                .hasMessageContaining("is hidden");
        call(there, "close");
    }

    private static Object session(ClassLoader loader, boolean isBag) throws ReflectiveOperationException {
        return Class.forName(Session.class.getName(), true, loader)
                .getConstructor(boolean.class)
                .newInstance(isBag);
    }

    private static Object call(Object session, String method, Object... arguments) throws ReflectiveOperationException {
        return Arrays.stream(session.getClass().getMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .findFirst()
                .orElseThrow()
                .invoke(session, arguments);
    }

    /** What is loaded on either side; all that passes between the two is the JDK's. */
    public static final class Session {
        private final ModelSpec spec;
        private final TrainableModel model;
        private final SyntheticBatches batches = new SyntheticBatches(3, 6, 3);

        public Session(boolean isBag) {
            JobConfig config = JobConfigs.parse(
                    "features: [{name: x}]\nlabel: {classes: [a, b, c]}\nmodel: {hidden: [8, 5], dropout: 0.3}",
                    "test",
                    List.of());
            spec = ModelSpec.of(
                    config, isBag ? new InputShape.Bag(6) : new InputShape.Vector(6), new OutputShape.Classes(3));
            model = Engines.load().create(spec);
        }

        public void train(int updates) {
            for (int i = 0; i < updates; i++) {
                model.update(batches.next(4 + (int) model.step()));
            }
        }

        public byte[] state() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            model.save(new DataOutputStream(out));
            return out.toByteArray();
        }

        public void restore(byte[] state) throws IOException {
            model.restore(new DataInputStream(new ByteArrayInputStream(state)));
            batches.next(4);
            batches.next(5);
            batches.next(6);
        }

        public byte[] export() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            model.export(out);
            return out.toByteArray();
        }

        public float[] predict() {
            return predict(model);
        }

        public float[] predictFrom(byte[] export) throws IOException {
            try (Predictor predictor = Engines.load().open(spec, new ByteArrayInputStream(export))) {
                return predict(predictor);
            }
        }

        private static float[] predict(Predictor predictor) {
            float[] predictions = new float[7 * 3];
            predictor.predict(new SyntheticBatches(9, 6, 3).next(7), predictions);
            return predictions;
        }

        public String sha256() {
            return model.stateSha256();
        }

        public void close() {
            model.close();
        }
    }
}
