package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Fleet.Appliance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes a {@link Fleet} into an empty index, as if it had pushed its backups one round after the
 * other. The server makes the rows itself, so that they never cross a connection; indexes rest
 * meanwhile and are built at the end; what triggers would check holds by construction. Needs a
 * superuser, and nobody else on the database.
 */
final class FleetGenerator {

  private static final String APPLIANCES =
      """
      create table benchmark.appliance as
      select cast(a.number as integer) as number, a.key, a.hmac,
             cast(md5(:seed || ' organization ' || a.number % :organizations) as uuid) as organization_id,
             cast(md5(:seed || ' system ' || a.number) as uuid) as system_id,
             cast(md5(:seed || ' credential ' || a.number) as uuid) as credential_id
        from unnest(:keys, :hmacs) with ordinality as a (key, hmac, number)
      """;

  /** The label of a local drive, never used so far, on which all copies are said to lie. */
  static final String DRIVE_LABEL = "generated";

  private static final String DRIVE =
      """
      insert into vault.drive (id, label, provider, created_at)
      values (cast(md5(:seed || ' drive') as uuid), :label, 'local', '2026-01-01Z')
      """;

  /**
   * One round: the next backup of every system, a second after the one before. "offset 0" has the
   * hash computed once and not wherever it is used. Nobody reads the copies again while something
   * is measured, for there are none.
   */
  private static final String ROUND =
      """
      with stored as (
        insert into vault.backup (id, organization_id, system_id, credential_id, object_key, write_token,
               state, filename, extension, media_type, declared_bytes, size_bytes, sha256, number,
               received_at, updated_at)
        select h.id, h.organization_id, h.system_id, h.credential_id,
               h.organization_id || '/' || h.key || '/' || h.id || '.tar.gz',
               cast(md5(h.hash) as uuid), 'available', 'backup-' || :round || '.tar.gz', '.tar.gz',
               'application/gzip', h.bytes, h.bytes, sha256(cast(h.hash as bytea)), :round, h.at, h.at
          from (select f.*, to_timestamp(f.second) as at,
                       20000 + cast(cast('x' || left(f.hash, 4) as bit(16)) as integer) as bytes,
                       cast(lpad(to_hex(f.second * 1000), 12, '0') || '7' || substr(f.hash, 1, 3)
                            || '8' || substr(f.hash, 4, 15) as uuid) as id
                  from (select a.*, md5(:seed || ' backup ' || a.number || ' ' || :round) as hash,
                               1767225600 + (:round - 1) * cast(:systems as bigint) + a.number as second
                          from benchmark.appliance a
                         offset 0) f
                offset 0) h
        returning id, object_key, write_token, received_at)
      insert into vault.copy (id, backup_id, drive_id, path, status, attempts, verified_at, created_at, updated_at,
             scrub_after)
      select cast(md5(cast(s.write_token as text)) as uuid), s.id, cast(md5(:seed || ' drive') as uuid),
             s.object_key, 'finished', 1, s.received_at, s.received_at, s.received_at, 'infinity'
        from stored s
      """;

  private static final String SYSTEMS =
      """
      insert into vault.managed_system (id, organization_id, key, last_number, revision, used_bytes, created_at)
      select a.system_id, a.organization_id, a.key, coalesce(b.last_number, 0), coalesce(b.last_number, 0),
             coalesce(b.used_bytes, 0), '2026-01-01Z'
        from benchmark.appliance a
        left join (select system_id, max(number) as last_number, sum(size_bytes) as used_bytes
                from vault.backup
               group by system_id) b on b.system_id = a.system_id
      """;

  private static final String CREDENTIALS =
      """
      insert into vault.credential (id, system_id, secret_hmac, pepper_id, scopes, created_at)
      select a.credential_id, a.system_id, decode(a.hmac, 'hex'), 'benchmark',
             array ['upload', 'list', 'download'], '2026-01-01Z'
        from benchmark.appliance a
      """;

  private static final String ORGANIZATIONS =
      """
      insert into vault.organization (id, name, used_bytes, created_at)
      select s.organization_id, 'organization ' || s.organization_id, sum(s.used_bytes), '2026-01-01Z'
        from vault.managed_system s
       group by s.organization_id
      """;

  /** What checks foreign keys is a trigger; those of a replica do not run. */
  private static final String WITHOUT_TRIGGERS = "set session_replication_role = replica";

  /** Until they are built again. Ours are the only connections, so nobody asks by them. */
  private static final String REST_INDEXES =
      """
      update pg_index
         set indisready = false, indisvalid = false
       where indrelid in (cast('vault.backup' as regclass), cast('vault.copy' as regclass))
      """;

  private static final String RESTING_INDEXES =
      """
      select 'reindex index ' || cast(indexrelid as regclass)
        from pg_index
       where not indisready
       order by indexrelid
      """;

  /** It would judge all of them within the first minutes, while something else is measured. */
  private static final String HALT_RETENTION =
      "update vault.job set halted_at = clock_timestamp(), halted_reason = 'a benchmark' where name = 'retention'";

  private static final String BYTES =
      "select pg_total_relation_size('vault.backup') + pg_total_relation_size('vault.copy')";

  /** With what else autovacuum would come to do while something is measured. */
  private static final List<String> STATISTICS =
      List.of(
          "vacuum (analyze) vault.backup",
          "vacuum (analyze) vault.copy",
          "vacuum (analyze) vault.organization, vault.managed_system, vault.credential");

  /** As many as processors that such a machine has at least; each round is one statement. */
  private static final int CONNECTIONS = 2;

  private final Jdbi database;
  private final Fleet fleet;

  FleetGenerator(Jdbi database, Fleet fleet) {
    this.database = database;
    this.fleet = fleet;
  }

  /**
   * What it took to fill a database.
   *
   * @param rows of vault.backup and vault.copy together
   * @param writing the rows
   * @param whole indexes and statistics included
   * @param bytes of both tables with their indexes
   */
  record Filling(long rows, Duration writing, Duration whole, long bytes) {}

  /** Fills the database. */
  Filling fill(List<Appliance> appliances) {
    long start = System.nanoTime();
    database.useHandle(handle -> {
      handle.execute("create schema benchmark");
      handle
          .createUpdate(APPLIANCES)
          .bind("seed", seed())
          .bind("organizations", fleet.organizations())
          .bindArray("keys", String.class, appliances.stream().map(Appliance::key).toArray())
          .bindArray("hmacs", String.class, appliances.stream().map(Appliance::hmac).toArray())
          .execute();
      handle.createUpdate(DRIVE).bind("seed", seed()).bind("label", DRIVE_LABEL).execute();
      handle.execute(HALT_RETENTION);
      handle.execute(REST_INDEXES);
    });
    inParallel(
        IntStream.rangeClosed(1, fleet.backupsPerSystem())
            .<Runnable>mapToObj(round -> () -> withoutTriggers(handle -> store(handle, round)))
            .toList());
    Duration writing = Duration.ofNanos(System.nanoTime() - start);
    List<String> last = new ArrayList<>(resting());
    last.add(SYSTEMS);
    last.add(CREDENTIALS);
    inParallel(statements(last));
    withoutTriggers(handle -> handle.execute(ORGANIZATIONS));
    inParallel(statements(STATISTICS));
    return new Filling(fleet.rows(), writing, Duration.ofNanos(System.nanoTime() - start), bytes());
  }

  private long bytes() {
    return database.withHandle(handle -> handle.createQuery(BYTES).mapTo(Long.class).one());
  }

  private void store(Handle handle, int round) {
    handle
        .createUpdate(ROUND)
        .bind("seed", seed())
        .bind("round", round)
        .bind("systems", fleet.systems())
        .execute();
  }

  /** The statements that build them again. */
  private List<String> resting() {
    return database.withHandle(
        handle -> handle.createQuery(RESTING_INDEXES).mapTo(String.class).list());
  }

  private List<Runnable> statements(List<String> sql) {
    return sql.stream()
        .<Runnable>map(one -> () -> withoutTriggers(handle -> handle.execute(one)))
        .toList();
  }

  private String seed() {
    return Long.toString(fleet.seed());
  }

  private void withoutTriggers(Consumer<Handle> work) {
    database.useHandle(handle -> {
      handle.execute(WITHOUT_TRIGGERS);
      handle.execute("set maintenance_work_mem = '256MB'");
      work.accept(handle);
    });
  }

  private static void inParallel(List<Runnable> tasks) {
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> running = tasks.stream().<Future<?>>map(threads::submit).toList();
      for (Future<?> task : running) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the fleet could not be written", e.getCause());
    }
  }
}
