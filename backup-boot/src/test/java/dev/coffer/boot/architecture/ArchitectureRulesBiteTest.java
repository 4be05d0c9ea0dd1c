package dev.coffer.boot.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.coffer.adapter.cli.violating.ReachesAround;
import dev.coffer.adapter.filesystem.violating.KnowsAUseCase;
import dev.coffer.adapter.filesystem.violating.KnowsAnotherAdapter;
import dev.coffer.adapter.http.violating.ReadsPagesItself;
import dev.coffer.adapter.http.violating.ReadsYaml;
import dev.coffer.adapter.http.violating.SpeaksSql;
import dev.coffer.adapter.postgres.catalog.violating.KnowsAConnection;
import dev.coffer.adapter.postgres.connection.violating.KnowsAList;
import dev.coffer.adapter.postgres.violating.DrawsABar;
import dev.coffer.adapter.postgres.violating.KeepsPagesInTables;
import dev.coffer.adapter.postgres.violating.SpeaksHttp;
import dev.coffer.adapter.postgres.violating.SpeaksToAVault;
import dev.coffer.adapter.postgres.violating.TalksToAStore;
import dev.coffer.adapter.postgres.violating.UsesACommandLine;
import dev.coffer.application.drives.violating.KnowsAnUpload;
import dev.coffer.application.upload.violating.KnowsADrive;
import dev.coffer.application.violating.CountsItself;
import dev.coffer.application.violating.KnowsAnImplementation;
import dev.coffer.application.violating.OpensFiles;
import dev.coffer.application.violating.UsesAFramework;
import dev.coffer.domain.access.violating.KnowsATenant;
import dev.coffer.domain.tenancy.violating.KnowsACaller;
import dev.coffer.domain.violating.DoesIo;
import dev.coffer.domain.violating.KnowsBoot;
import dev.coffer.domain.violating.KnowsTheTestkit;
import dev.coffer.domain.violating.KnowsTheTime;
import dev.coffer.domain.violating.NamedByPatternImpl;
import dev.coffer.domain.violating.PrintsToStandardOutput;
import dev.coffer.domain.violating.ThrowsAnything;
import dev.coffer.domain.violating.WithStaticState;
import dev.coffer.domain.violating.WritesAsThePersonDoes;
import dev.coffer.embedded.violating.KnowsABackup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule fails on a class that breaks it: a rule that nobody can see fail is no rule. */
class ArchitectureRulesBiteTest {

  private static final Map<String, List<Class<?>>> VIOLATIONS =
      Map.ofEntries(
          Map.entry("the domain is pure: no I/O, no framework, no logging", List.of(DoesIo.class)),
          Map.entry(
              "the application knows the domain, a log and, in its formats, JSON and CSV",
              List.of(UsesAFramework.class)),
          Map.entry("the application does no I/O of its own", List.of(OpensFiles.class)),
          Map.entry(
              "ports do not know the use cases behind or before them",
              List.of(KnowsAnImplementation.class)),
          Map.entry("adapters know ports, never use cases", List.of(KnowsAUseCase.class)),
          Map.entry(
              "adapters that call the vault know no port that the vault calls",
              List.of(ReadsPagesItself.class, KeepsPagesInTables.class)),
          Map.entry(
              "adapters do not know each other",
              List.of(KnowsAnotherAdapter.class, SpeaksHttp.class)),
          Map.entry(
              "wire contracts do not know each other",
              List.of(
                  dev.coffer.adapter.http.violating.one.KnowsAnotherContract.class,
                  dev.coffer.adapter.http.other.AnotherContract.class)),
          Map.entry(
              "the embedded PostgreSQL knows nothing of backups", List.of(KnowsABackup.class)),
          Map.entry(
              "rooms use only the rooms that docs/architecture.md allows them",
              List.of(KnowsAnUpload.class)),
          Map.entry("every class lies in a documented room", List.of(OpensFiles.class)),
          Map.entry(
              "no circle of rooms in the domain", List.of(KnowsACaller.class, KnowsATenant.class)),
          Map.entry(
              "no circle of rooms in the application",
              List.of(KnowsAnUpload.class, KnowsADrive.class)),
          Map.entry(
              "no circle of rooms in the index", List.of(KnowsAList.class, KnowsAConnection.class)),
          Map.entry("only boot sees everything", List.of(KnowsBoot.class)),
          Map.entry("the server does not contain the testkit", List.of(KnowsTheTestkit.class)),
          Map.entry("SQL is in the PostgreSQL adapter", List.of(SpeaksSql.class)),
          Map.entry(
              "the pool and the migrations are in the PostgreSQL adapter",
              List.of(SpeaksSql.class)),
          Map.entry("Helidon is in the HTTP adapter", List.of(SpeaksHttp.class)),
          Map.entry("the S3 client is in the S3 adapter", List.of(TalksToAStore.class)),
          Map.entry(
              "other vaults are spoken to in the remote adapter", List.of(SpeaksToAVault.class)),
          Map.entry("bars are drawn in TerminalProgress alone", List.of(DrawsABar.class)),
          Map.entry("the command line is in its adapter", List.of(UsesACommandLine.class)),
          Map.entry("meters are in boot", List.of(CountsItself.class)),
          Map.entry("YAML is read in ConfigFile alone", List.of(ReadsYaml.class)),
          Map.entry("clocks and random ids are made in boot", List.of(KnowsTheTime.class)),
          Map.entry(
              "locale and time zone are those of ProcessDefaults, not of who starts the program",
              List.of(WritesAsThePersonDoes.class)),
          Map.entry("no state is static", List.of(WithStaticState.class)),
          Map.entry(
              "names say what a class is, not which pattern it follows",
              List.of(NamedByPatternImpl.class)),
          Map.entry("a failure has a type of its own", List.of(ThrowsAnything.class)),
          Map.entry("standard output is opened in boot", List.of(PrintsToStandardOutput.class)));

  static Stream<String> rules() {
    return ArchitectureRules.all().keySet().stream();
  }

  @Test
  void everyRuleHasItsViolation() {
    assertThat(VIOLATIONS.keySet()).isEqualTo(ArchitectureRules.all().keySet());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theRuleFailsOnAViolation(String rule) {
    JavaClasses violating =
        new ClassFileImporter().importClasses(Objects.requireNonNull(VIOLATIONS.get(rule)));

    EvaluationResult result = ArchitectureRules.named(rule).evaluate(violating);

    assertThat(result.hasViolation()).isTrue();
  }

  /** It was exempt from these rules while it was a part of boot. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "adapters do not know each other",
        "only boot sees everything",
        "clocks and random ids are made in boot",
        "standard output is opened in boot"
      })
  void theRuleHoldsForTheCommandLineToo(String rule) {
    JavaClasses violating =
        new ClassFileImporter().importClasses(ReachesAround.class, SpeaksHttp.class);

    EvaluationResult result = ArchitectureRules.named(rule).evaluate(violating);

    assertThat(result.getFailureReport().getDetails())
        .anyMatch(detail -> detail.contains(ReachesAround.class.getName()));
  }
}
