package dev.coffer.adapter.postgres.monitoring;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.application.monitoring.Figures.DriveFacts;
import dev.coffer.application.monitoring.Figures.Facts;
import dev.coffer.application.monitoring.Figures.LastSuccesses;
import dev.coffer.application.monitoring.FleetFacts;
import dev.coffer.domain.ByteSize;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The figures behind the vault-wide metrics. Statements that search an index by the current time
 * use {@code statement_timestamp()}: with {@code clock_timestamp()} the index could not be
 * searched. Thread-safe.
 */
public final class PostgresFleetFacts implements FleetFacts {

  /** For each statement; half of what the server allows. */
  private static final int TIMEOUT_SECONDS = 5;

  /**
   * The two parts use the conditions of the partial indexes copy_under_way and copy_failed. The
   * state of a backup is a subquery for each copy and not a join: with 100,000 backups and 1,000
   * such copies PostgreSQL would choose to read all backups.
   */
  public static final String DRIVES =
      """
      select d.label,
             coalesce(c.pending, 0) as pending,
             coalesce(c.running, 0) as running,
             coalesce(c.failed, 0) as failed,
             coalesce(extract(epoch from statement_timestamp() - c.oldest_pending), 0) as oldest_pending_seconds,
             coalesce(extract(epoch from statement_timestamp() - due.scrub_after), 0) as scrub_overdue_seconds
        from vault.drive d
        left join (select u.drive_id,
                          count(*) filter (where not u.given_up and u.status = 'pending') as pending,
                          count(*) filter (where not u.given_up and u.status = 'running') as running,
                          count(*) filter (where u.given_up) as failed,
                          min(u.created_at) filter (where not u.given_up and u.verified_at is null) as oldest_pending
                     from (select w.drive_id, w.status, w.created_at, w.verified_at, false as given_up
                             from vault.copy w
                            where w.status in ('pending', 'running') and w.attempts < 10
                              and (select b.state from vault.backup b where b.id = w.backup_id) = 'available'
                           union all
                           select f.drive_id, f.status, f.created_at, f.verified_at, true as given_up
                             from vault.copy f
                            where (f.status = 'failed' or (f.status in ('pending', 'running') and f.attempts >= 10))
                              and (select b.state from vault.backup b where b.id = f.backup_id) = 'available'
                     ) u
                    group by u.drive_id) c on c.drive_id = d.id
        left join lateral (select s.scrub_after
                             from vault.copy s
                             join vault.backup b on b.id = s.backup_id and b.state = 'available'
                            where s.drive_id = d.id
                              and s.status = 'finished'
                            order by s.scrub_after
                            limit 1) due on true
       where d.removed_at is null
       order by d.position nulls last, d.label
      """;

  private static final int NEVER = -1;

  /** One index lookup for each system. */
  public static final String LAST_SUCCESSES =
      """
      select coalesce(width_bucket(extract(epoch from statement_timestamp() - newest.received_at),
                                   cast(:bounds as numeric[])), -1) as age,
             count(*) as systems
        from vault.managed_system s
        left join lateral (select b.received_at
                             from vault.backup b
                            where b.system_id = s.id
                              and b.state = 'available'
                            order by b.number desc
                            limit 1) newest on true
       where s.state = 'active'
       group by age
      """;

  public static final String TOTALS =
      """
      select (select count(*) from vault.backup where state = 'uploading') as under_way,
             (select count(*)
                from vault.backup
               where state = 'failed'
                 and received_at > statement_timestamp() - interval '24 hours') as failed,
             (select count(*) from vault.backup where damaged) as damaged,
             (select coalesce(sum(used_bytes), 0) from vault.organization) as used_bytes,
             (select coalesce(sum(abs(used_bytes) + abs(reserved_bytes)), 0)
                from vault.usage_drift
               where found_at >= (select last_run_at from vault.job where name = 'usage')) as usage_drift
      """;

  /** Reads all finished copies, so it runs rarely, and for the sum alone. */
  public static final String FINISHED =
      """
      select d.label, coalesce(c.copies, 0) as copies
        from vault.drive d
        left join (select drive_id, count(*) as copies
                     from vault.copy
                    where status = 'finished'
                    group by drive_id) c on c.drive_id = d.id
       where d.removed_at is null
       order by d.position nulls last, d.label
      """;

  private final Database database;

  public PostgresFleetFacts(Database database) {
    this.database = database;
  }

  @Override
  public Facts facts() {
    return database.query(
        "count the vault-wide metrics",
        handle -> {
          List<DriveFacts> drives =
              query(handle, DRIVES).map((row, context) -> driveFacts(row)).list();
          LastSuccesses lastSuccesses = lastSuccesses(handle);
          return query(handle, TOTALS)
              .map((row, context) ->
                  new Facts(
                      drives,
                      lastSuccesses,
                      row.getLong("under_way"),
                      row.getLong("failed"),
                      row.getLong("damaged"),
                      new ByteSize(row.getLong("used_bytes")),
                      new ByteSize(row.getLong("usage_drift"))))
              .one();
        });
  }

  private static Query query(Handle handle, String statement) {
    return handle.createQuery(statement).setQueryTimeout(TIMEOUT_SECONDS);
  }

  private static DriveFacts driveFacts(ResultSet row) throws SQLException {
    return new DriveFacts(
        row.getString("label"),
        row.getLong("pending"),
        row.getLong("running"),
        row.getLong("failed"),
        elapsed(row, "oldest_pending_seconds"),
        elapsed(row, "scrub_overdue_seconds"));
  }

  /** Zero if the moment lies ahead. */
  private static Duration elapsed(ResultSet row, String column) throws SQLException {
    return Duration.ofSeconds(Math.max(0, row.getLong(column)));
  }

  /** The number of systems in an age bucket; those in {@link #NEVER} have no backup. */
  private record AgeBucket(int age, long systems) {}

  private static LastSuccesses lastSuccesses(Handle handle) {
    var byAge = new ArrayList<>(Collections.nCopies(LastSuccesses.BOUNDS.size() + 1, 0L));
    long never = 0;
    for (AgeBucket bucket : ageBuckets(handle)) {
      if (bucket.age == NEVER) {
        never = bucket.systems;
      } else {
        byAge.set(bucket.age, bucket.systems);
      }
    }
    return new LastSuccesses(byAge, never);
  }

  private static List<AgeBucket> ageBuckets(Handle handle) {
    return query(handle, LAST_SUCCESSES)
        .bindArray(
            "bounds", Long.class, LastSuccesses.BOUNDS.stream().map(Duration::toSeconds).toArray())
        .map((row, context) -> new AgeBucket(row.getInt("age"), row.getLong("systems")))
        .list();
  }

  @Override
  public Map<String, Long> finishedCopies() {
    return database.query(
        "count finished copies",
        handle -> {
          var copies = new LinkedHashMap<String, Long>();
          query(handle, FINISHED)
              .map((row, context) -> Map.entry(row.getString("label"), row.getLong("copies")))
              .forEach(drive -> copies.put(drive.getKey(), drive.getValue()));
          return copies;
        });
  }
}
