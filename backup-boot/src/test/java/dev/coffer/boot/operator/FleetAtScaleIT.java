package dev.coffer.boot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Fleet;
import dev.coffer.boot.process.OperatorClient;
import dev.coffer.boot.process.ServedVault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The whole list of 100,000 backups with two copies each, from a server with 128 MiB of heap. */
class FleetAtScaleIT {

  private static final int BACKUPS = 100_000;

  /** Of 1,000 systems; the rows are those of uploads, without their bytes. */
  private static final List<String> FILL =
      List.of(
          """
          insert into vault.drive (id, label, provider, position)
          values (gen_random_uuid(), 'far-away', 's3', 1)
          """,
          """
          insert into vault.managed_system (id, organization_id, key)
          select gen_random_uuid(), o.id, 'BOX-' || n
            from generate_series(1, 1000) n
           cross join vault.organization o
          """,
          """
          insert into vault.credential (id, system_id, secret_hmac, pepper_id, scopes)
          select gen_random_uuid(), s.id, sha256(s.key::bytea), 'p1', array ['upload']
            from vault.managed_system s
           where s.key like 'BOX-%'
          """,
          """
          insert into vault.backup (id, organization_id, system_id, credential_id, object_key, write_token, state,
                                    filename, extension, media_type, declared_bytes, size_bytes, sha256, number,
                                    received_at)
          select cast(overlay(overlay(md5(s.key || '/' || n) placing '7' from 13) placing '8' from 17) as uuid),
                 s.organization_id, s.id, c.id, s.key || '/' || n, gen_random_uuid(), 'available', 'a.bin', '.bin',
                 'text/plain', 1, 1, sha256('x'), n, now() - n * interval '1 hour'
            from vault.managed_system s
            join vault.credential c on c.system_id = s.id
           cross join generate_series(1, 100) n
           where s.key like 'BOX-%'
          """,
          """
          insert into vault.copy (backup_id, drive_id, path, status, attempts, verified_at, scrub_after)
          select b.id, d.id, b.object_key, 'finished', 1, now(), 'infinity'
            from vault.backup b
           cross join vault.drive d
          """,
          "analyze");

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ServedVault vault;

  @BeforeAll
  static void start() throws IOException, SQLException {
    fleet = Fleet.onSharedDirectory(folder);
    vault = fleet.start();
    for (String statement : FILL) {
      fleet.update(statement);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    fleet.close();
  }

  /** The ids of the backups, in the order of the list, by a parser that takes nothing but JSON. */
  private static int idsIn(InputStream body, Set<String> ids) {
    int copies = 0;
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME && json.currentName().equals("Id")) {
          json.nextToken();
          // Results, one of them, its DriveFiles, one of those.
          if (json.streamReadContext().getParent().getParent().getParent().inRoot()) {
            assertThat(ids.add(json.getString())).isTrue();
          } else {
            copies++;
          }
        }
      }
    }
    return copies;
  }

  @Test
  void everyBackupIsThereOnceWithBothCopies() throws Exception {
    var ids = new HashSet<String>();
    int copies;
    try (var operator = new OperatorClient(vault);
        InputStream body = operator.open("GET", "/api/backups").body()) {
      copies = idsIn(body, ids);
    }

    assertThat(ids).hasSize(BACKUPS);
    assertThat(copies).isEqualTo(2 * BACKUPS);
  }

  /** Every transaction of another session that is open, by when it began. */
  private static Set<String> transactions() throws SQLException {
    return Set.copyOf(
        fleet.rows(
            """
            select a.pid || ' since ' || a.xact_start
              from pg_stat_activity a
             where a.backend_type = 'client backend'
               and a.pid <> pg_backend_pid()
               and a.xact_start is not null
            """));
  }

  @Test
  void whoReadsSlowlyHoldsNothingOfTheIndexAndNobodyUp() throws Exception {
    try (var operator = new OperatorClient(vault);
        InputStream body = operator.open("GET", "/api/backups").body();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // More than the buffers between hold: the server waits for the reader now.
      assertThat(body.readNBytes(1_000_000)).hasSize(1_000_000);
      Callable<Integer> other = () -> operator.list("/api/backups?limit=100").size();

      Set<String> before = transactions();
      var others =
          threads.invokeAll(IntStream.range(0, 50).mapToObj(_ -> other).toList()).stream()
              .map(reply -> reply.resultNow())
              .collect(Collectors.toSet());

      assertThat(others).containsExactly(100);
      // Those of the vault's own work are over within the time of fifty requests.
      assertThat(transactions()).noneMatch(before::contains);
      assertThat(body.readNBytes(50_000)).hasSize(50_000);
    }
  }
}
