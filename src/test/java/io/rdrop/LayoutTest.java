package io.rdrop;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Which package may know what. A package that comes later has its row here, or {@link #everyPackageHasItsRow} fails.
 * The table in docs/architecture.md is made of these rows: see {@link LayoutPageTest}.
 */
class LayoutTest {
    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.rdrop");

    /** Package, and the packages of this project that it may use (`-` is none), each with its subpackages. */
    static final String[] MAY_USE = {
        "example : -",
        "graph : -",
        "onnx : graph",
        "objective : -",
        "config : objective",
        "codec : config example",
        "control : config example",
        "tensor : graph",
        "encode : config example graph tensor",
        "evaluate : example",
        "state : -",
        "engine : config graph objective tensor",
        "learn : config graph objective example encode evaluate engine state tensor",
        "drift : config example evaluate learn",
        "challenge : config evaluate learn",
        "registry : example",
        "late : config example state",
        "telemetry : example late",
        "task : config example codec encode evaluate engine learn",
        "session : config example graph onnx codec challenge control drift evaluate learn registry state task tensor",
        "predict : config example codec learn registry session task",
        "job : config example codec challenge control drift engine late learn registry session state task predict telemetry",
        "sql : example job predict registry",
        "tools.report : example codec",
        "tools.live : example tools.report",
        "tools.serve : example predict registry telemetry",
        "tools.feed : config codec",
        "tools.embedded : -",
        "tools.processes : tools.embedded",
        "tools.audit : challenge config example codec late learn registry session job",
        "tools.chaos : config control challenge example learn registry session task predict job tools.feed tools.audit tools.processes",
        "tools.console : config task tools.feed",
        "tools.experiment : config example learn session task tools.report",
        "tools.bench : config control objective example codec encode evaluate late learn engine tensor registry session task telemetry job"
                + " tools.feed tools.report tools.embedded tools.audit tools.console tools.experiment",
        "tools.cli : challenge config example codec control evaluate late learn registry session task predict telemetry job tools",
    };

    @Test
    void packagesUseOnlyThoseBeforeThem() {
        for (String row : MAY_USE) {
            String[] sides = row.split(" : ", -1);
            String[] allowed = Stream.concat(
                            Stream.of(sides[0]),
                            Stream.of(sides[1].split(" ", -1)).filter(name -> !name.equals("-")))
                    .map(LayoutTest::tree)
                    .toArray(String[]::new);
            DescribedPredicate<JavaClass> elsewhere =
                    resideInAPackage("io.rdrop.*..").and(DescribedPredicate.not(resideInAnyPackage(allowed)));
            noClasses()
                    .that()
                    .resideInAPackage(tree(sides[0]))
                    .should()
                    .dependOnClassesThat(elsewhere.as("are of this project and not in " + row))
                    .check(PROJECT);
        }
    }

    @Test
    void everyPackageHasItsRow() {
        Set<String> rows =
                Stream.of(MAY_USE).map(row -> row.split(" : ", -1)[0]).collect(Collectors.toCollection(TreeSet::new));
        Set<String> packages = PROJECT.stream()
                .filter(resideInAPackage("io.rdrop.*.."))
                .map(type -> row(type.getPackageName()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages).isEqualTo(rows);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.rdrop.(**)").should().beFreeOfCycles().check(PROJECT);
    }

    /** Library, and the packages that may use it, each with its subpackages. */
    static final String[] LIBRARIES = {
        "org.deeplearning4j, engine.dl4j tools.bench",
        "org.nd4j, engine.dl4j onnx tools.bench",
        "onnx, onnx",
        "org.bytedeco, engine.dl4j engine.dense engine.torch tools.bench",
        "ai.djl, engine.torch",
        "org.apache.flink, job sql tools.embedded tools.bench tools.cli",
        "org.apache.kafka, job tools.embedded tools.feed tools.audit tools.processes tools.chaos tools.bench tools.cli",
        "kafka, tools.embedded",
        "scala, tools.embedded",
        "io.micrometer, telemetry",
        "io.prometheus, telemetry",
        "com.sun.net.httpserver, telemetry tools.live tools.serve",
        "com.fasterxml.jackson, codec control engine.torch late session tools.feed registry tools.report tools.live tools.serve job tools.processes tools.chaos tools.audit tools.experiment tools.bench tools.cli",
        "org.apache.avro, codec",
        "org.apache.lucene, encode",
        "org.apache.logging, tools.console",
        "org.snakeyaml, config",
        "de.siegmar.fastcsv, tools.feed",
        "picocli, job tools.console tools.bench tools.cli",
    };

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void aLibraryIsKnownOnlyWhereItIsAtHome(String row) {
        String[] sides = row.split(", ", -1);
        onlyIn(
                        sides[0],
                        Stream.of(sides[1].split(" ", -1)).map(LayoutTest::tree).toArray(String[]::new))
                .check(PROJECT);
    }

    @Test
    void ofTheJobOnlyTheEntryPointsParseACommandLine() {
        noClasses()
                .that()
                .resideInAPackage(tree("job"))
                .and()
                .doNotHaveFullyQualifiedName("io.rdrop.job.ConfiguredJob")
                .and()
                .doNotHaveFullyQualifiedName("io.rdrop.job.TrainingJob")
                .and()
                .doNotHaveFullyQualifiedName("io.rdrop.job.ScoringJob")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(PROJECT);
    }

    @Test
    void learningIsPlainJava() {
        classes()
                .that()
                .resideInAnyPackage(tree("example"), tree("objective"), tree("encode"), tree("evaluate"), tree("learn"))
                .or()
                .resideInAPackage("io.rdrop.engine")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "io.rdrop",
                        "org.apache.lucene..", // tokenisers, in encode only: see the rule above
                        tree("example"),
                        tree("config"),
                        tree("graph"),
                        tree("objective"),
                        tree("tensor"),
                        tree("state"),
                        tree("encode"),
                        tree("evaluate"),
                        tree("learn"),
                        "io.rdrop.engine"))
                .check(PROJECT);
    }

    @Test
    void theDenseEngineAndItsTestsKnowNoDl4j() {
        noClasses()
                .that()
                .resideInAPackage(tree("engine.dense"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", tree("engine.dl4j"))
                .check(new ClassFileImporter().importPackages("io.rdrop"));
    }

    @Test
    void theEnginesKnowOfNoStream() {
        noClasses()
                .that()
                .resideInAPackage(tree("engine"))
                .and()
                .resideOutsideOfPackage(tree("engine.torch.tokenizer")) // its files are JSON
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.flink..", "org.apache.kafka..", "io.micrometer..", "com.fasterxml.jackson..")
                .check(PROJECT);
    }

    @Test
    void nothingMakesObjectsOfSerialisedJava() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.(SerializationUtils|InstantiationUtil|XMLDecoder)")
                .check(PROJECT);
    }

    /** ModelSerializer would make objects of serialised Java; {@code NetworkZip} takes those out first. */
    @Test
    void dl4jsModelSerializerReadsOnlyWhatNetworkFileGivesIt() {
        List<JavaMethodCall> calls = PROJECT.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getSimpleName().equals("ModelSerializer"))
                .filter(call -> !call.getName().startsWith("write"))
                .toList();

        assertThat(calls).hasSize(2).allSatisfy(call -> {
            assertThat(call.getOriginOwner().getName()).isEqualTo("io.rdrop.engine.dl4j.NetworkFile");
            assertThat(call.getTarget().getRawParameterTypes().get(0).getName()).isEqualTo("java.io.InputStream");
        });
    }

    @Test
    void theRulesWouldNoticeAnIntruder() {
        assertThatThrownBy(() -> onlyIn("org.apache.flink", tree("tools.cli")).check(PROJECT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.rdrop.job.LearnOperator");
    }

    private static ArchRule onlyIn(String library, String... homes) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + "..");
    }

    /** The row of a package: of the tools, each has one. */
    static String row(String packageName) {
        String[] names = packageName.split("\\.", -1);
        return names[2].equals("tools") ? names[2] + "." + names[3] : names[2];
    }

    private static String tree(String name) {
        return "io.rdrop." + name + "..";
    }
}
