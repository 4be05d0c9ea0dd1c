package dev.coffer.adapter.postgres.retention;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.Uptime;
import dev.coffer.application.retention.ReferenceClock;
import dev.coffer.domain.retention.ReferenceTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The reference time: one row, which every reading of the clock locks first. Thread-safe. */
public final class PostgresReferenceClock implements ReferenceClock {

  private static final String LOCK =
      """
      select c.elapsed_at, extract(epoch from c.correction) * 1000000 as correction_us, c.settled_at
        from vault.clock c
         for update
      """;

  /** A statement of its own: the statement before it may have waited for the lock. */
  private static final String CLOCK = "select clock_timestamp() as clock";

  /** A machine whose uptime is shorter than before is not the same one. */
  private static final String MACHINE_TIME =
      """
      select m.elapsed_at + (:uptime - m.uptime_ms) * interval '1 millisecond' as machine_at
        from vault.machine_uptime m
       where m.boot = :boot
         and m.uptime_ms <= :uptime
      """;

  private static final String ADVANCE =
      """
      update vault.clock
         set elapsed_at = cast(:elapsed as timestamptz), correction = :correction * interval '1 microsecond',
             settled_at = cast(:settled as timestamptz), max_drift = :max_drift * interval '1 millisecond'
      """;

  private static final String RECORD_UPTIME =
      """
      insert into vault.machine_uptime as m (boot, uptime_ms, elapsed_at)
      values (:boot, :uptime, cast(:machine_at as timestamptz))
      on conflict (boot) do update
         set uptime_ms = excluded.uptime_ms, elapsed_at = excluded.elapsed_at
      """;

  private static final String FORGET_MACHINES =
      "delete from vault.machine_uptime where elapsed_at < cast(:elapsed as timestamptz) - interval '30 days'";

  private static final String HALT =
      """
      update vault.job
         set halted_at = clock_timestamp(), halted_reason = :reason, halted_by_clock = true
       where name = 'retention'
         and halted_at is null
      """;

  private final Database database;

  public PostgresReferenceClock(Database database) {
    this.database = database;
  }

  @Override
  public Result read(Uptime uptime, ReferenceTime.Limits limits) {
    return database.transaction(
        "compare the clocks",
        handle -> {
          ReferenceTime before = handle.createQuery(LOCK).map((row, _) -> reference(row)).one();
          Instant clock =
              handle.createQuery(CLOCK).map((row, _) -> Rows.instant(row, "clock")).one();
          ReferenceTime.Reading reading =
              machineTime(handle, uptime)
                  .map(machineAt -> before.read(clock, machineAt, limits))
                  .orElseGet(() -> before.readAfterStart(clock, limits));
          store(handle, uptime, reading, limits);
          Optional<String> halted =
              reading
                  .mistake()
                  .filter(
                      reason -> handle.createUpdate(HALT).bind("reason", reason).execute() == 1);
          return new Result(halted, reading.reference().isSettled());
        });
  }

  private static ReferenceTime reference(ResultSet row) throws SQLException {
    return new ReferenceTime(
        Rows.instant(row, "elapsed_at"),
        Duration.ofNanos(row.getLong("correction_us") * 1000),
        Rows.instant(row, "settled_at"));
  }

  private static Optional<Instant> machineTime(Handle handle, Uptime uptime) {
    return handle
        .createQuery(MACHINE_TIME)
        .bind("boot", uptime.boot())
        .bind("uptime", uptime.time().toMillis())
        .map((row, _) -> Rows.instant(row, "machine_at"))
        .findOne();
  }

  private static void store(
      Handle handle, Uptime uptime, ReferenceTime.Reading reading, ReferenceTime.Limits limits) {
    ReferenceTime reference = reading.reference();
    handle
        .createUpdate(ADVANCE)
        .bind("elapsed", Rows.timestamp(reference.elapsedAt()))
        .bind("correction", reference.correction().toNanos() / 1000)
        .bind("settled", Rows.timestamp(reference.settledAt()))
        .bind("max_drift", limits.drift().toMillis())
        .execute();
    handle
        .createUpdate(RECORD_UPTIME)
        .bind("boot", uptime.boot())
        .bind("uptime", uptime.time().toMillis())
        .bind("machine_at", Rows.timestamp(reading.machineAt()))
        .execute();
    handle
        .createUpdate(FORGET_MACHINES)
        .bind("elapsed", Rows.timestamp(reference.elapsedAt()))
        .execute();
  }
}
