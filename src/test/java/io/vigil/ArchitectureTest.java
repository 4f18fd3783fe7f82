package io.vigil;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds the rings of docs/ARCHITECTURE.md: dependencies point inward, never outward and never
 * sideways. A new part of the tree gets its place in {@link #RINGS} first.
 */
@AnalyzeClasses(packages = "io.vigil", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.vigil.";

    /** From the inside out. */
    private static final List<List<String>> RINGS = List.of(
            List.of("core"),
            List.of("journal", "security", "telemetry"),
            List.of("patient", "ward", "incident", "analytics"),
            List.of("ingest", "replication", "api", "ops"),
            List.of("simulate"),
            List.of("app"));

    private static final Set<String> CLOCKS = Set.of(
            "now", "currentTimeMillis", "nanoTime", "systemUTC", "systemDefaultZone", "random");

    private static final Set<String> NOT_PURE = Set.of(
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.time.Clock",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.util.UUID");

    @ArchTest
    void every_class_has_its_ring(JavaClasses all) {
        classes().should().resideInAnyPackage(everyPackage()).check(all);
    }

    @ArchTest
    void dependencies_point_inward_and_never_sideways(JavaClasses all) {
        for (int ring = 0; ring < RINGS.size(); ring++) {
            for (String part : RINGS.get(ring)) {
                rule(part, outsideOf(ring, part)).allowEmptyShould(true).check(all);
            }
        }
    }

    private static ArchRule rule(String part, List<String> forbidden) {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(forbidden))
                .as(part + " must not depend on " + forbidden);
    }

    /** The parts of the same ring and of every ring further out. */
    private static List<String> outsideOf(int ring, String part) {
        List<String> outside = new ArrayList<>();
        for (List<String> parts : RINGS.subList(ring, RINGS.size())) {
            outside.addAll(parts);
        }
        outside.remove(part);
        return outside;
    }

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule core_needs_only_the_language = classes()
            .that()
            .resideInAPackage(ROOT + "core..")
            .should()
            .onlyDependOnClassesThat(resideInAPackage(ROOT + "core..")
                    .or(resideInAnyPackage(
                            "java.lang..",
                            "java.util",
                            "java.util.function",
                            "java.util.stream",
                            "java.time..",
                            "java.math"))
                    .or(DescribedPredicate.describe(
                            "primitives and their arrays", ArchitectureTest::isPrimitive)));

    private static boolean isPrimitive(JavaClass type) {
        return type.getBaseComponentType().isPrimitive();
    }

    @ArchTest
    static final ArchRule core_has_no_clock_and_no_chance = noClasses()
            .that()
            .resideInAPackage(ROOT + "core..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are clocks, threads or chance", type -> NOT_PURE.contains(type.getName())))
            .orShould()
            .accessTargetWhere(DescribedPredicate.describe(
                    "it reads a clock or chance", ArchitectureTest::isClock));

    private static boolean isClock(JavaAccess<?> access) {
        return access.getTargetOwner().getPackageName().startsWith("java.")
                && CLOCKS.contains(access.getName());
    }

    @ArchTest
    static final ArchRule persistence_only_where_facts_are_kept = onlyIn(
            "org.apache.pekko.persistence..",
            "journal",
            "security",
            "patient",
            "ward",
            "incident",
            "app");

    @ArchTest
    static final ArchRule kafka_only_in_replication_the_tools_and_its_tls =
            onlyIn("org.apache.kafka..", "replication", "ops", "security");

    @ArchTest
    static final ArchRule cassandra_only_in_the_journal_the_tools_and_its_tls =
            onlyIn("com.datastax..", "journal", "ops", "security");

    @ArchTest
    static final ArchRule redis_only_in_replication_and_the_tools =
            onlyIn("redis.clients..", "replication", "ops");

    @ArchTest
    static final ArchRule what_plays_a_ward_knows_no_actors_and_no_sockets = noClasses()
            .that()
            .resideInAPackage(ROOT + "simulate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "org.apache.kafka..", "java.net..");

    @ArchTest
    static final ArchRule pekko_http_only_at_the_edge =
            onlyIn("org.apache.pekko.http..", "ingest", "api", "security", "app");

    private static ArchRule onlyIn(String library, String... parts) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages(List.of(parts)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .as(library + " only in " + List.of(parts));
    }

    private static String[] packages(List<String> parts) {
        return parts.stream().map(part -> ROOT + part + "..").toArray(String[]::new);
    }

    private static String[] everyPackage() {
        return packages(RINGS.stream().flatMap(List::stream).toList());
    }

    /** A rule over nothing always holds: this one fails if the classes were not found. */
    @ArchTest
    void the_rules_see_the_classes(JavaClasses all) {
        assertThat(all.contain(ROOT + "core.patient.Patient")).isTrue();
        assertThat(all.contain(ROOT + "app.Main")).isTrue();
    }
}
