package io.muster.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The borders that the design draws between the parts of the control plane. */
@AnalyzeClasses(packages = "io.muster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule VERTICLES_MEET_ON_THE_BUS_ONLY =
      slices()
          .matching("io.muster.server.(*)..")
          .should()
          .notDependOnEachOther()
          // What every verticle that changes jobs does, how it words them, and how content is read
          // is shared.
          .ignoreDependency(
              DescribedPredicate.alwaysTrue(),
              JavaClass.Predicates.resideInAnyPackage(
                  "io.muster.server.effects..",
                  "io.muster.server.messages..",
                  "io.muster.server.oidc..",
                  "io.muster.server.sight..",
                  "io.muster.server.content.."));

  @ArchTest
  static final ArchRule ONLY_THE_STORE_SPEAKS_SQL =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.muster.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..");

  @ArchTest
  static final ArchRule ONLY_THE_LINK_SPEAKS_NATS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.muster.link..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.nats..");

  @ArchTest
  static final ArchRule DECISIONS_ARE_OVER_VALUES =
      noClasses()
          .that()
          .resideInAPackage("io.muster.domain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..",
              "io.muster.protocol..",
              "io.muster.store..",
              "io.muster.runtime..",
              "io.nats..",
              "java.sql..");

  @ArchTest
  static final ArchRule ONLY_SELECTORS_SEE_CEL =
      noClasses()
          .that()
          .resideInAPackage("io.muster.domain..")
          .and()
          .resideOutsideOfPackage("io.muster.domain.selector..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.cel..", "com.google..");

  @ArchTest
  static final ArchRule DECISIONS_ARE_TOLD_THE_TIME =
      noClasses()
          .that()
          .resideInAPackage("io.muster.domain..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.time.Clock.class);

  @ArchTest
  static void everyPackageSaysWhatItIs(JavaClasses classes) {
    Set<String> described =
        classes.stream()
            .filter(c -> c.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    Set<String> silent =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith("io.muster.protocol."))
            .collect(Collectors.toCollection(TreeSet::new));
    silent.removeIf(name -> described.contains(name) || isDescribed(name));
    assertEquals(Set.of(), silent, "packages without a package-info.java");
  }

  /** A package-info without annotations leaves no class behind, so the sources are looked at. */
  private static boolean isDescribed(String name) {
    String file = "src/main/java/" + name.replace('.', '/') + "/package-info.java";
    return Stream.of(
            ".",
            "../protocol",
            "../modules/domain",
            "../modules/runtime",
            "../modules/trust",
            "../modules/link",
            "../modules/store",
            "../modules/local")
        .map(module -> Path.of(module, file))
        .anyMatch(Files::isRegularFile);
  }

  @ArchTest
  static final ArchRule NO_DRAWERS_FOR_ODDS_AND_ENDS =
      noClasses().should().resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..");
}
