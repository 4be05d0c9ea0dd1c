package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.VaultAccess.IndexAccess;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveAdministration.Listed;
import dev.coffer.application.drives.DriveProbe.Finding;
import dev.coffer.application.drives.DriveProbe.Report;
import dev.coffer.application.tenancy.Organizations.Added;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.tenancy.Organization;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandsTest {

  private final FakeVault vault = new FakeVault();

  private static Organization organization(String name, ByteSize quota) {
    return new Organization(
        UUID.randomUUID(), name, quota, new ByteSize(1), new ByteSize(2L << 20));
  }

  @Test
  void organizationsAreAddedWithAQuota() {
    vault.addOrganization = (name, quota) -> new Added(organization(name, quota));

    var run = vault.run("organization", "add", "Acme", "--quota", "1GiB", "--json");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            {"name":"Acme","quota_bytes":1073741824,"used_bytes":1,"reserved_bytes":2097152}
            """);
  }

  @Test
  void anOrganizationThatExistsOrCannotBeNamedSoIsRefused() {
    var taken = vault.run("organization", "add", "Acme");
    var blank = vault.run("organization", "add", " ");

    assertThat(taken.code()).isEqualTo(1);
    assertThat(taken.err()).isEqualTo("coffer: an organization named \"Acme\" already exists\n");
    assertThat(blank.code()).isEqualTo(1);
    assertThat(blank.err()).startsWith("coffer: organization: \" \" (expected: ");
  }

  /** As Java reads "Möller" and "Müller" alike in a locale without UTF-8. */
  @Test
  void anArgumentThatWasNotReadAsTextIsRefused() {
    var run = vault.run("organization", "add", "M\ufffdller");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "coffer: the argument \"M\ufffdller\" contains bytes that are not UTF-8 text. "
                + "Start Coffer with the script ./coffer, in a terminal that uses UTF-8.\n");
  }

  @Test
  void drivesAreListedWithTheirCopies() {
    vault.driveRows =
        List.of(
            new Listed(driveRow("main", OptionalInt.of(0), 12, 0, 0), Optional.empty()),
            new Listed(driveRow("cellar", OptionalInt.of(1), 9, 2, 1), Optional.of("it hangs")),
            new Listed(driveRow("attic", OptionalInt.empty(), 0, 0, 0), Optional.empty()));

    assertThat(vault.run("drive", "list").out())
        .isEqualTo(
            """
            DRIVE   PROVIDER  PLACE           FINISHED  PENDING  FAILED  STORED  STATE
            main    local     primary         12        0        0       3 MiB   answers
            cellar  local     copy            9         2        1       3 MiB   it hangs
            attic   local     not configured  0         0        0       3 MiB   not asked
            """);
    assertThat(vault.run("drive", "list", "--json").out())
        .startsWith("[{\"label\":\"main\",\"provider\":\"local\",\"position\":0,\"finished\":12,")
        .contains("\"problem\":\"it hangs\"", "\"problem\":null")
        .contains("\"label\":\"attic\",\"provider\":\"local\",\"position\":null,");
  }

  private static DriveAdministration.Row driveRow(
      String label, OptionalInt position, long finished, long pending, long failed) {
    return new DriveAdministration.Row(
        new Drive(UUID.randomUUID(), label, "local"),
        position,
        finished,
        pending,
        failed,
        new ByteSize(3 << 20));
  }

  @Test
  void aDriveIsRemovedOnlyOnceItIsNotConfiguredAndNotNeeded() {
    var configured = vault.run("drive", "remove", "local");
    var unknown = vault.run("drive", "remove", "cellar");
    vault.removeDrive = new DriveAdministration.Needed(3);
    var needed = vault.run("drive", "remove", "cellar");
    vault.removeDrive = new DriveAdministration.Removed(7);
    var removed = vault.run("drive", "remove", "cellar");

    assertThat(configured.err()).startsWith("coffer: drive \"local\" is still configured. ");
    assertThat(unknown.err()).isEqualTo("coffer: there is no drive \"cellar\"\n");
    assertThat(needed.err()).startsWith("coffer: drive \"cellar\" has the only intact copy of 3");
    assertThat(removed.out()).isEqualTo("drive cellar was removed; 7 copies on it are forgotten\n");
    assertThat(List.of(configured.code(), unknown.code(), needed.code(), removed.code()))
        .containsExactly(1, 1, 1, 0);
  }

  @Test
  void migratingTellsWhatItDid() {
    vault.pendingMigrations = 4;

    assertThat(vault.run("index", "migrate").out())
        .isEqualTo("The schema is up to date, migrations applied: 4\n");
    assertThat(vault.run("index", "migrate", "--json").out()).isEqualTo("{\"applied\":4}\n");

    vault.pendingMigrations = 0;
    assertThat(vault.run("index", "migrate").out())
        .isEqualTo("The schema was already up to date.\n");
  }

  @Test
  void organizationsAreListed() {
    vault.organizations = List.of(organization("default", ByteSize.ZERO));

    var run = vault.run("organization", "list");

    assertThat(run.out())
        .isEqualTo("NAME     QUOTA  USED  RESERVED\ndefault  none   1 B   2 MiB\n");
  }

  @Test
  void driveCheckTellsEachAnswerAndWhetherTheDriveIsUsable() {
    vault.checked =
        new Report(
            "/srv/drive",
            List.of(
                new Finding("write", true, true, ""),
                new Finding("exclusive-link", false, false, "renames instead")));

    var run = vault.run("drive", "check");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            local (local): /srv/drive
            QUESTION        ANSWER               DETAIL
            write           yes
            exclusive-link  no (can do without)  renames instead
            local is usable
            """);
    assertThat(vault.run("drive", "check", "local", "--json").out())
        .isEqualTo(
            """
            [{"label":"local","provider":"local","place":"/srv/drive","usable":true,"findings":[\
            {"question":"write","essential":true,"yes":true,"detail":""},\
            {"question":"exclusive-link","essential":false,"yes":false,"detail":"renames instead"}]}]
            """);
  }

  @Test
  void driveCheckFailsForOneThatCanBeNoDriveAndForOneThatIsNotThere() {
    vault.checked = new Report("/srv", List.of(new Finding("write", true, false, "EROFS")));

    var unusable = vault.run("drive", "check");
    var unknown = vault.run("drive", "check", "attic");

    assertThat(unusable.code()).isEqualTo(1);
    assertThat(unusable.out()).contains("NO", "EROFS", "local is NOT usable");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).isEqualTo("coffer: drive: \"attic\" (expected: one of [local])\n");
  }

  @Test
  void indexTellsHowToConnectWithoutThePassword() {
    vault.index =
        Optional.of(
            new IndexAccess(
                "jdbc:postgresql://127.0.0.1:5433/coffer",
                "coffer",
                Optional.of(Path.of("/data/postgres.password")),
                "psql -h 127.0.0.1"));

    assertThat(vault.run("index").out())
        .contains("psql -h 127.0.0.1", "jdbc:postgresql://127.0.0.1:5433/coffer", "catalog");
    assertThat(vault.run("index", "--json").out())
        .isEqualTo(
            """
            {"jdbc_url":"jdbc:postgresql://127.0.0.1:5433/coffer","user":"coffer",\
            "password_file":"/data/postgres.password","psql":"psql -h 127.0.0.1","schema":"catalog"}
            """);
  }

  @Test
  void indexSaysWhenNobodyRunsIt() {
    var run = vault.run("index", "--data", "/srv/coffer");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("\"/srv/coffer\"", "coffer serve").hasLineCount(1);
  }

  @Test
  void configCheckTellsAllProblems() {
    vault.problems = List.of("server.port: \"x\"", "foo: unknown key");

    var run = vault.run("config", "check");
    var json = vault.run("config", "check", "--json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("coffer: the configuration cannot be used\n");
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.out())
        .isEqualTo(
            """
            {"valid":false,"problems":["server.port: \\"x\\"","foo: unknown key"],"warnings":[]}
            """);
  }

  @Test
  void configCheckPassesAGoodConfigurationAndWarns() {
    vault.warnings = List.of("COFFER_PROT is not a variable of Coffer");
    vault.metricsUrl = Optional.of("http://127.0.0.1:8081/metrics");

    var run = vault.run("config", "check", "--data", "/srv/coffer");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            The configuration is valid.
              listens on  http://127.0.0.1:8080
              metrics on  http://127.0.0.1:8081/metrics
              index       embedded
              data        /srv/coffer
              drive       local (local)
            """);
    assertThat(run.err()).startsWith("warning: COFFER_PROT is not a variable of Coffer");
  }

  @Test
  void warningsOfTheConfigurationComeBeforeTheCommand() {
    vault.warnings = List.of("COFFER_PROT is not a variable of Coffer");

    var run = vault.run("drive", "list");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEqualTo("warning: COFFER_PROT is not a variable of Coffer\n");
  }

  @Test
  void versionIsForPeopleAndPrograms() {
    assertThat(vault.run("version").out()).startsWith("coffer ");
    assertThat(vault.run("version", "--json").out()).startsWith("{\"version\":\"");
  }

  @Test
  void helpIsNoFailureAndAnUnknownCommandIsWrongUsage() {
    assertThat(vault.run("--help").code()).isZero();
    assertThat(vault.run("system", "add", "--help").out()).contains("--organization");
    assertThat(vault.run("fly").code()).isEqualTo(2);
    assertThat(vault.run().code()).isEqualTo(2);
  }

  @Test
  void aBugShowsItsTrace() {
    vault.addOrganization =
        (name, quota) -> {
          throw new IllegalStateException("unforeseen");
        };

    var run = vault.run("organization", "add", "Acme");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("bug", "unforeseen", "\tat ");
  }
}
