package dev.coffer.adapter.postgres.retention;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.statement.Update;

/** The columns of a retention policy: how they are read and how they are written. */
public final class PolicyRows {

  /** Of a row {@code p} of vault.retention_policy. */
  public static final String COLUMNS =
      """
      p.max_count, p.max_bytes, extract(epoch from p.max_age) as max_age, p.hours, p.days, p.weeks, p.months,
             p.years, extract(epoch from p.protection) as protection, p.min_keep
      """;

  static final String INSERT =
      """
      insert into vault.retention_policy (organization_id, system_id, max_count, max_bytes, max_age, hours, days,
                                          weeks, months, years, protection, min_keep)
      values (cast(:organization as uuid), cast(:system as uuid), :count, :bytes, make_interval(secs => :age),
              :hours, :days, :weeks, :months, :years, make_interval(secs => :protection), :min_keep)
      """;

  private PolicyRows() {}

  /** From {@link #COLUMNS}. */
  public static RetentionPolicy policy(ResultSet row) throws SQLException {
    return new RetentionPolicy(
        row.getInt("max_count"),
        new ByteSize(row.getLong("max_bytes")),
        Duration.ofSeconds(row.getLong("max_age")),
        new RetentionSlots(
            row.getInt("hours"),
            row.getInt("days"),
            row.getInt("weeks"),
            row.getInt("months"),
            row.getInt("years")),
        Duration.ofSeconds(row.getLong("protection")),
        row.getInt("min_keep"));
  }

  /** As {@link #policy}; empty after an outer join that found none. */
  static Optional<RetentionPolicy> optionalPolicy(ResultSet row) throws SQLException {
    return row.getObject("min_keep") == null ? Optional.empty() : Optional.of(policy(row));
  }

  /** For {@link #INSERT}. */
  static Update bind(Update insert, RetentionPolicy policy) {
    RetentionSlots slots = policy.slots();
    return insert
        .bind("count", policy.count())
        .bind("bytes", policy.bytes().bytes())
        .bind("age", policy.age().toSeconds())
        .bind("hours", slots.hours())
        .bind("days", slots.days())
        .bind("weeks", slots.weeks())
        .bind("months", slots.months())
        .bind("years", slots.years())
        .bind("protection", policy.protection().toSeconds())
        .bind("min_keep", policy.minKeep());
  }
}
