package dev.coffer.adapter.cli.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.application.retention.RetentionIndex.Halt;
import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.application.retention.RetentionPolicies.Preview;
import dev.coffer.application.retention.RetentionPolicies.PreviewQuery;
import dev.coffer.application.retention.RetentionPolicies.PreviewedBackup;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.retention.RetentionVerdict.Reason;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef.OfOrganizationNamed;
import dev.coffer.domain.tenancy.TenantRef.OfSystem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionCommandTest {

  private static final BackupId ID =
      new BackupId(UUID.fromString("01934fab-bc33-7890-a1b2-c3d4e5f6a7b8"));
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");

  private final FakeVault vault = new FakeVault();

  @Test
  void showTellsThePolicyOfTheVaultAndThatRemovalsWait() {
    vault.halts = new Halts(Optional.of("a clock was moved"), List.of());

    var run = vault.run("retention", "show");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith("The policy of the vault:\n  count       10\n")
        .contains("30 days", "protection  1d", "coffer retention accept", "a clock was moved");
  }

  @Test
  void showTellsWhoHasNoPolicyOfItsOwn() {
    assertThat(vault.run("retention", "show", "--system", "fw-1").out())
        .isEqualTo(
            "There is no policy of system \"fw-1\". The policy of the next wider level applies.\n");
  }

  @Test
  void setTakesAWholePolicyAndWarnsOfWhatUploadsCanBreak() {
    var run =
        vault.run(
            "retention",
            "set",
            "--organization",
            "Acme",
            "--count",
            "5",
            "--age",
            "400d",
            "--protection",
            "48h",
            "--min-keep",
            "2");

    assertThat(run.code()).isZero();
    assertThat(vault.policies)
        .containsEntry(
            new OfOrganizationNamed("Acme"),
            new RetentionPolicy(
                5,
                ByteSize.ZERO,
                Duration.ofDays(400),
                RetentionSlots.NONE,
                Duration.ofDays(2),
                2));
    assertThat(vault.asked).contains(Actor.Kind.COMMAND_LINE);
    assertThat(run.err()).contains("warning: count: 5, without slots");
  }

  @Test
  void setNamesWhatIsWrong() {
    var run = vault.run("retention", "set", "--system", "fw-1", "--min-keep", "0");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("min-keep: \"0\" (expected: 1 to");
    assertThat(vault.policies).isEmpty();
  }

  @Test
  void setAndUnsetWantOneOwnerThatIsThere() {
    assertThat(vault.run("retention", "set", "--count", "5").code()).isEqualTo(2);
    assertThat(vault.run("retention", "unset", "--system", "a", "--organization", "b").code())
        .isEqualTo(2);
    vault.systemExists = false;
    assertThat(vault.run("retention", "unset", "--system", "fw-1").err())
        .isEqualTo("coffer: there is no system \"fw-1\"\n");
  }

  @Test
  void unsetTakesThePolicyAway() {
    vault.policies.put(new OfSystem(new SystemId("fw-1")), RetentionPolicy.KEEP_ALL);

    assertThat(vault.run("retention", "unset", "--system", "fw-1").code()).isZero();
    assertThat(vault.policies).isEmpty();
  }

  @Test
  void previewTellsOfEachBackupWhetherItStaysWhenAndWhy() {
    var queries = new ArrayList<PreviewQuery>();
    var backup = new RetainedBackup(ID, 1, AT, new ByteSize(10), false, false, Optional.empty());
    vault.preview =
        query -> {
          queries.add(query);
          return Optional.of(
              new Preview(
                  RetentionPolicy.DEFAULT,
                  List.of(
                      new PreviewedBackup(
                          backup,
                          new RetentionVerdict(
                              ID, Reason.PROTECTED, Optional.of(AT.plusSeconds(9)))),
                      new PreviewedBackup(
                          backup,
                          new RetentionVerdict(ID, Reason.BEYOND_COUNT, Optional.empty())))));
        };

    var run = vault.run("retention", "preview", "fw-1", "--count", "3", "--days", "7");

    assertThat(queries.getFirst().policy().orElseThrow().slots().days()).isEqualTo(7);
    assertThat(run.out())
        .contains(
            "2026-11-22T10:00:00Z  yes    protected, until 2026-11-22T10:00:09Z".substring(0, 40),
            "no     beyond count",
            "1 of 2 would be deleted.");
    assertThat(vault.run("retention", "preview", "fw-1", "--json").out())
        .contains("\"reason\":\"protected\"", "\"stays_until\":\"2026-11-22T10:00:09Z\"");
    assertThat(queries.getLast().policy()).isEmpty();
  }

  @Test
  void previewOfNobodyIsRefused() {
    assertThat(vault.run("retention", "preview", "fw-1").err())
        .isEqualTo("coffer: there is no system \"fw-1\"\n");
  }

  @Test
  void acceptSaysWhatWasAccepted() {
    assertThat(vault.run("retention", "accept").out())
        .isEqualTo("Automatic deletion is not paused.\n");
    vault.halts =
        new Halts(
            Optional.of("a clock was moved"),
            List.of(new Halt(UUID.randomUUID(), "acme", AT, "60 of 120 backups")));

    assertThat(vault.run("retention", "accept").out())
        .contains("a clock was moved", "Retention of organization \"acme\" resumes");
    assertThat(vault.run("retention", "accept", "--organization", "acme").out())
        .isEqualTo(
            "Accepted. Retention of organization \"acme\" resumes within minutes: 60 of 120"
                + " backups\n");
    assertThat(vault.run("retention", "show").out())
        .contains("coffer retention accept --organization \"acme\": 60 of 120 backups");
  }

  @Test
  void acceptOfNobodyIsRefused() {
    vault.systemExists = false;

    assertThat(vault.run("retention", "accept", "--organization", "acme").err())
        .isEqualTo("coffer: there is no organization \"acme\"\n");
  }
}
