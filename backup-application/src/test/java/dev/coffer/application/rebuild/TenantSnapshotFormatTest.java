package dev.coffer.application.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Later versions must read these bytes, so the tests fix their format. */
class TenantSnapshotFormatTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final UUID ID = UUID.fromString("11111111-2222-4333-8444-555555555555");
  private static final String HEX = "ab".repeat(32);

  private final TenantSnapshotFormat format =
      new TenantSnapshotFormat(
          new Keyring(Map.of("p1", new Secret("pepper")), Map.of("m1", new Secret("key"))));

  private static String[] lines(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
  }

  @Test
  void aSnapshotIsOneLineOfJsonAndItsSignature() {
    var credential =
        new TenantSnapshot.Granted(
            ID,
            new SecretHmac("p1", HEX),
            Set.of(Scope.UPLOAD, Scope.LIST),
            AT,
            Optional.empty(),
            Optional.of(AT));
    var system =
        new TenantSnapshot.Member(
            ID,
            new SystemId("NETH-1"),
            "Branch",
            SystemState.PAUSED,
            new ByteSize(7),
            Duration.ofHours(1),
            AT,
            Optional.of(RetentionPolicy.DEFAULT),
            List.of(credential));
    var key =
        new TenantSnapshot.Key(
            ID,
            "ops",
            Role.OPERATOR,
            new SecretHmac("p1", HEX),
            Optional.empty(),
            AT,
            Optional.of(AT),
            Optional.empty());
    var backup =
        new TenantSnapshot.Marked(
            new BackupId(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057")),
            ID,
            true,
            true,
            Optional.empty(),
            false,
            Optional.of(AT));

    String[] lines =
        lines(
            format.write(
                new TenantSnapshot(
                    ID,
                    42,
                    AT,
                    ID,
                    "Acme",
                    new ByteSize(9),
                    Optional.empty(),
                    List.of(system),
                    List.of(key),
                    List.of(backup))));

    String id = "\"11111111-2222-4333-8444-555555555555\"";
    String at = "\"2026-03-01T12:00:00Z\"";
    assertThat(lines).hasSize(3);
    assertThat(lines[0])
        .isEqualTo(
            "{\"v\":1,\"vault_id\":"
                + id
                + ",\"number\":42,\"made_at\":"
                + at
                + ",\"organization_id\":"
                + id
                + ",\"name\":\"Acme\",\"quota_bytes\":9,\"policy\":null,\"systems\":[{\"id\":"
                + id
                + ",\"key\":\"NETH-1\",\"label\":\"Branch\",\"state\":\"paused\",\"cap_bytes\":7,\"expected_interval_seconds\":3600,\"created_at\":"
                + at
                + ",\"policy\":{\"count\":10,\"bytes\":0,\"age_seconds\":0,\"hours\":0,\"days\":30,\"weeks\":0,\"months\":0,\"years\":0,\"protection_seconds\":86400,\"min_keep\":1},\"credentials\":[{\"id\":"
                + id
                + ",\"pepper_id\":\"p1\",\"secret_hmac\":\""
                + HEX
                + "\",\"scopes\":[\"list\",\"upload\"],\"created_at\":"
                + at
                + ",\"expires_at\":null,\"revoked_at\":"
                + at
                + "}]}],\"keys\":[{\"id\":"
                + id
                + ",\"name\":\"ops\",\"role\":\"operator\",\"pepper_id\":\"p1\",\"secret_hmac\":\""
                + HEX
                + "\",\"made_by\":null,\"created_at\":"
                + at
                + ",\"expires_at\":"
                + at
                + ",\"revoked_at\":null}],\"backups\":[{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"system_id\":"
                + id
                + ",\"pinned\":true,\"pinned_by_platform\":true,\"hold_until\":null,\"held_by_platform\":false,\"deleted_at\":"
                + at
                + "}]}");
    assertThat(lines[1]).matches("m1 [0-9a-f]{64}");
    assertThat(lines[2]).isEmpty();
  }

  @Test
  void aMarkStatesHowFarTheVaultHasCome() {
    String[] lines = lines(format.write(new HighWater(ID, 43, AT, Optional.of(AT))));

    assertThat(lines[0])
        .isEqualTo(
            "{\"v\":1,\"vault_id\":\"11111111-2222-4333-8444-555555555555\",\"number\":43,\"made_at\":\"2026-03-01T12:00:00Z\",\"newest_received_at\":\"2026-03-01T12:00:00Z\"}");
    assertThat(lines[1]).matches("m1 [0-9a-f]{64}");
  }
}
