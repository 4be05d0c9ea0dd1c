package dev.coffer.adapter.postgres.catalog;

import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The filters that a page of the fleet's list can start from: each has an index in the order of the
 * list. All other filters are applied to the rows of the page.
 *
 * <p>Each statement has two ranges: the organizations in scope, as a range of ids (a single id for
 * a key of one organization), and the requested part of the order, as a range of places with
 * exclusive ends.
 */
public enum FilterPlan {
  SYSTEM(order -> Sql.page(Sql.OF_SYSTEM, order)),

  /** Reads a page of each system with the label. Few systems share a label. */
  LABEL(Sql::pageOfLabel),

  /** Usually few, found by copy_under_way. While a new drive is filled, all backups are pending. */
  PENDING(order -> Sql.either(Sql.UPLOADING, Sql.WITH_PENDING_COPY, order)),

  /**
   * Found by copy_failed. Backups that are pending because of another copy are filtered out on the
   * page.
   */
  FAILED(order -> Sql.either(Sql.FAILED_UPLOAD, Sql.WITH_FAILED_COPY, order)),

  ORGANIZATION(order -> Sql.page(Sql.OF_ORGANIZATION, order)),

  PROVIDER(order -> Sql.page(Sql.WITH_COPY_AT_PROVIDER, order)),

  ARRIVAL(order -> Sql.page(Sql.LISTED, order));

  /**
   * The parts of the statements, composed from constants alone. Parts that are used once have names
   * too.
   */
  @SuppressWarnings("InlineFormatString")
  private static final class Sql {

    static final String NEWEST_FIRST = "order by received_at desc, id desc";
    static final String OLDEST_FIRST = "order by received_at, id";

    static final String LISTED = "b.state <> 'deleting'";

    static final String OF_SYSTEM =
        LISTED
            + """

            and b.system_id = (select s.id
                                 from vault.managed_system s
                                where lower(s.key) = lower(:system)
                                  and s.key = :system)\
            """;

    static final String OF_ORGANIZATION = LISTED + " and b.organization_id = :organization";

    /**
     * Looks up each backup's copies by their unique index. It is a scalar subquery because the
     * planner may turn an "exists" into a scan of all copies when it expects few.
     */
    static final String WITH_COPY_AT_PROVIDER =
        LISTED
            + """

            and (select true
                   from vault.copy c
                  where c.backup_id = b.id
                    and c.drive_id = any (array (select d.id from vault.drive d where d.provider = :provider))
                  limit 1)\
            """;

    static final String UPLOADING = "b.state = 'uploading'";

    static final String WITH_PENDING_COPY =
        """
        b.state = 'available'
           and exists (select 1
                         from vault.copy c
                        where c.backup_id = b.id
                          and c.status in ('pending', 'running')
                          and c.attempts < 10)\
        """;

    static final String FAILED_UPLOAD = "b.state = 'failed'";

    static final String WITH_FAILED_COPY =
        """
        b.state = 'available'
           and exists (select 1
                         from vault.copy c
                        where c.backup_id = b.id
                          and (c.status = 'failed'
                               or (c.status in ('pending', 'running') and c.attempts >= 10)))\
        """;

    private static final String PAGE =
        """
        select b.id, b.received_at
          from vault.backup b
         where %s
           and b.organization_id between :first_organization and :last_organization
           and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
           and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
         %s
         limit :max
        """;

    private static final String PAGE_OF_LABEL =
        """
        select f.id, f.received_at
          from vault.managed_system s
         cross join lateral (%s) f
         where coalesce(nullif(s.label, ''), s.key) = :label
         %s
         limit :max
        """;

    private static final String EITHER =
        """
        select f.id, f.received_at
          from ((%s) union all (%s)) f
         %s
         limit :max
        """;

    static String page(String condition, String order) {
      return PAGE.formatted(condition, order);
    }

    static String pageOfLabel(String order) {
      return PAGE_OF_LABEL.formatted(page(LISTED + " and b.system_id = s.id", order), order);
    }

    static String either(String first, String second, String order) {
      return EITHER.formatted(page(first, order), page(second, order), order);
    }
  }

  private final String newestFirst;
  private final String oldestFirst;

  /**
   * @param statement makes the statement for an order
   */
  FilterPlan(UnaryOperator<String> statement) {
    this.newestFirst = statement.apply(Sql.NEWEST_FIRST);
    this.oldestFirst = statement.apply(Sql.OLDEST_FIRST);
  }

  public String statement(FleetOrder order) {
    return switch (order) {
      case NEWEST_FIRST -> newestFirst;
      case OLDEST_FIRST -> oldestFirst;
    };
  }

  /**
   * The plan that leaves the fewest backups to be filtered on the page.
   *
   * @param organization the only organization in scope: the requested one, or that of the key
   */
  static FilterPlan of(FleetFilter filter, Optional<UUID> organization) {
    if (filter.systemId().isPresent()) {
      return SYSTEM;
    }
    if (filter.label().isPresent()) {
      return LABEL;
    }
    if (filter.status().filter(BackupStatus.PENDING::equals).isPresent()) {
      return PENDING;
    }
    if (filter.status().filter(BackupStatus.FAILED::equals).isPresent()) {
      return FAILED;
    }
    if (organization.isPresent()) {
      return ORGANIZATION;
    }
    return filter.provider().isPresent() ? PROVIDER : ARRIVAL;
  }
}
