package dev.coffer.adapter.postgres.retention;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.statement.Update;

/** Reads and writes the columns of a retention policy. */
public final class PolicyRows {

  /** Columns of a policy, from the alias p. */
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

  /** Columns: {@link #COLUMNS}. */
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

  /** Like {@link #policy}; empty after an outer join that found no policy. */
  static Optional<RetentionPolicy> optionalPolicy(ResultSet row) throws SQLException {
    return row.getObject("min_keep") == null ? Optional.empty() : Optional.of(policy(row));
  }

  /** Binds the parameters of {@link #INSERT}. */
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
