package io.rdrop;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.rdrop.objective.RDropObjective;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users may compile against, see {@link Public}. */
class PublicApiTest {
    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.rdrop");

    @Test
    void promisedTypesShowOnlyPromisedTypes() {
        Set<String> unpromised = PROJECT.stream()
                .filter(PublicApiTest::isPromised)
                .flatMap(type -> shown(type)
                        .filter(shown -> shown.getPackageName().startsWith("io.rdrop"))
                        .filter(shown -> !isPromised(shown))
                        .map(shown -> shown.getName() + " by " + type.getName()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unpromised).isEmpty();
    }

    @Test
    void promisedTypesCanBeSeen() {
        assertThat(PROJECT.stream().filter(type -> type.isAnnotatedWith(Public.class)))
                .allSatisfy(type -> assertThat(type.getModifiers()).contains(JavaModifier.PUBLIC))
                .contains(PROJECT.get(RDropObjective.class));
    }

    /** A type within a promised one is promised with it. */
    private static boolean isPromised(JavaClass type) {
        return type.isAnnotatedWith(Public.class)
                || type.getEnclosingClass().filter(PublicApiTest::isPromised).isPresent();
    }

    /** The types in the public signatures of a type. */
    private static Stream<JavaClass> shown(JavaClass type) {
        if (!type.getModifiers().contains(JavaModifier.PUBLIC)) {
            return Stream.of();
        }
        Stream<JavaType> units = type.getCodeUnits().stream()
                .filter(PublicApiTest::isPublic)
                .flatMap(unit -> Stream.concat(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType())));
        Stream<JavaClass> thrown = type.getCodeUnits().stream()
                .filter(PublicApiTest::isPublic)
                .flatMap(unit -> unit.getExceptionTypes().stream());
        Stream<JavaType> fields =
                type.getFields().stream().filter(PublicApiTest::isPublic).map(field -> field.getType());
        Stream<JavaType> above = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .filter(each -> each.toErasure().getModifiers().contains(JavaModifier.PUBLIC));
        return Stream.concat(
                Stream.of(units, fields, above)
                        .flatMap(types -> types)
                        .flatMap(each -> each.getAllInvolvedRawTypes().stream()),
                thrown);
    }

    private static boolean isPublic(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC);
    }
}
