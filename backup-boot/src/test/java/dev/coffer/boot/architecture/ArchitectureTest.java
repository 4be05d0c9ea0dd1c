package dev.coffer.boot.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program keeps the rules. */
class ArchitectureTest {

  /** Everything that is shipped: the test-jars of other modules are on this class path too. */
  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.coffer");

  static Stream<String> rules() {
    return ArchitectureRules.all().keySet().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theProgramKeepsTheRule(String rule) {
    ArchitectureRules.named(rule).check(PROGRAM);
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String root :
        new String[] {
          "domain",
          "application",
          "testkit",
          "boot",
          "adapter.http",
          "adapter.filesystem",
          "adapter.postgres",
          "adapter.s3",
          "adapter.remote",
          "adapter.cli",
          "embedded"
        }) {
      assertThat(PROGRAM.containPackage("dev.coffer." + root)).as(root).isTrue();
    }
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(
            PROGRAM.stream()
                .map(javaClass -> javaClass.getPackage())
                .distinct()
                .filter(aPackage -> !aPackage.getName().startsWith("dev.coffer.testkit."))
                .filter(aPackage ->
                    !aPackage.isAnnotatedWith(org.jspecify.annotations.NullMarked.class)))
        .isEmpty();
  }
}
