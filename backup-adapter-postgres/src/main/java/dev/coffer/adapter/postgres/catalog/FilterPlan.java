package dev.coffer.adapter.postgres.catalog;

import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The filters that can lead a page of the fleet's list: each has an index in the order of the list.
 * All other filters are applied to the page.
 *
 * <p>Each statement has the organizations in scope as a range of ids, which is one for a key of
 * one, and the part of the order that is asked for as a range of places without its ends.
 */
public enum FilterPlan {
  SYSTEM(order -> Sql.page(Sql.OF_SYSTEM, order)),

  /** A page of each system of the label, of which there are few. */
  LABEL(Sql::pageOfLabel),

  /** Few as a rule, through copy_under_way; all of them while a new drive is filled. */
  PENDING(order -> Sql.either(Sql.UPLOADING, Sql.WITH_PENDING_COPY, order)),

  /** Through copy_failed; those that are pending for another copy are sorted out on the page. */
  FAILED(order -> Sql.either(Sql.FAILED_UPLOAD, Sql.WITH_FAILED_COPY, order)),

  ORGANIZATION(order -> Sql.page(Sql.OF_ORGANIZATION, order)),

  PROVIDER(order -> Sql.page(Sql.WITH_COPY_AT_PROVIDER, order)),

  ARRIVAL(order -> Sql.page(Sql.LISTED, order));

  /**
   * The parts that the statements are composed of, from constants alone. They are named, also those
   * that are composed once.
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
     * A look at each backup's copies, by their unique index. As a scalar, which stays where it is:
     * as "exists" it may become a scan of all copies when the planner expects few.
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
   * @param statement for an order
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
   * @param organization the only one that is to be seen, whether asked for or by the key
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
