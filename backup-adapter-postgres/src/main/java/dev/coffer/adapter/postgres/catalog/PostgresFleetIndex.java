package dev.coffer.adapter.postgres.catalog;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetPlace;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The lists that operators see. Longer than other files because its statements belong side by side.
 * Thread-safe.
 */
public final class PostgresFleetIndex implements FleetIndex {

  /** The details of a page's backups, found by their ids. */
  public static final String DETAILS =
      """
      select b.id as backup_id, b.system_id, o.name as organization, s.key,
             coalesce(nullif(s.label, ''), s.key) as label,
             b.state, b.extension, b.number, b.filename, b.media_type, b.size_bytes, b.sha256,
             b.received_at, b.updated_at, b.failure, b.damaged,
             c.id as copy_id, c.drive_id, d.label as drive, d.provider, c.path, c.status, c.attempts,
             c.last_error, c.verified_at, c.created_at as copy_created_at, c.updated_at as copy_updated_at
        from vault.backup b
        join vault.managed_system s on s.id = b.system_id
        join vault.organization o on o.id = b.organization_id
        left join vault.copy c on c.backup_id = b.id and c.status <> 'deleting'
        left join vault.drive d on d.id = c.drive_id
       where b.id = any (:ids)
         and b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
       order by d.position nulls last, c.id
      """;

  private static final String STORED =
      """
      select %s, b.object_key, b.write_token,
             b.organization_id, b.system_id, c.id as copy_id, c.drive_id
        from vault.backup b
        left join vault.copy c on c.backup_id = b.id and c.status = 'finished'
        left join vault.drive d on d.id = c.drive_id
       where b.id = :backup
         and b.state = 'available'
         and b.organization_id between :first_organization and :last_organization
       order by d.position nulls last, c.id
      """
          .formatted(Rows.BACKUP);

  /** copy_id is null if the copy is not intact. */
  private static final String COPY =
      """
      select %s, b.object_key, b.write_token,
             b.organization_id, b.system_id,
             case when c.status = 'finished' then c.id end as copy_id, c.drive_id
        from vault.copy c
        join vault.backup b on b.id = c.backup_id
       where c.id = :copy
         and c.path is not null
         and b.state = 'available'
         and b.organization_id between :first_organization and :last_organization
      """
          .formatted(Rows.BACKUP);

  private static final String SYSTEM =
      """
      select %s,
             %s
        from vault.managed_system s
        left join vault.backup b on b.system_id = s.id and b.state = 'available'
       where lower(s.key) = lower(:key)
         and s.key = :key
         and s.organization_id between :first_organization and :last_organization
       order by b.number desc
      """
          .formatted(Rows.SYSTEM, Rows.BACKUP);

  /** Backups read per batch once a filter has rejected some: it may reject most of them. */
  private static final int BATCH = 500;

  private final Database database;

  public PostgresFleetIndex(Database database) {
    this.database = database;
  }

  @Override
  public List<FleetBackup> page(Authority by, Fleet.Query query) {
    Optional<UUID> organization = by.organizationId();
    if (query.filter().organization().isPresent()) {
      Optional<UUID> wanted = organization(query.filter().organization().get());
      if (wanted.isEmpty() || !by.reaches(wanted.get())) {
        return List.of();
      }
      organization = wanted;
    }
    var plan = FilterPlan.of(query.filter(), organization);
    FleetRange range = FleetRange.of(query);
    List<FleetBackup> page = new ArrayList<>();
    // If no filter rejects a row, the first batch is the whole page.
    int batch = query.max();
    boolean isEnd = false;
    while (page.size() < query.max() && !isEnd) {
      Batch next = batch(by, query, plan, organization, range, batch);
      next.backups.stream()
          .filter(query.filter()::shows)
          .limit(query.max() - page.size())
          .forEach(page::add);
      isEnd = next.places.size() < batch;
      if (!isEnd) {
        range = range.after(next.places.getLast(), query.order());
        batch = Math.max(batch, BATCH);
      }
    }
    return page;
  }

  private Optional<UUID> organization(String name) {
    return database.query(
        "find organization",
        handle ->
            OperatorScope.bindName(handle.createQuery(OperatorScope.ORGANIZATION), name)
                .mapTo(UUID.class)
                .findOne());
  }

  /**
   * The result of one statement.
   *
   * @param places every place that was read, including backups that were gone before their details
   *     were read
   */
  private record Batch(List<FleetPlace> places, List<FleetBackup> backups) {}

  /** Two statements on one connection: the first finds the places, the second reads the details. */
  private Batch batch(
      Authority by,
      Fleet.Query query,
      FilterPlan plan,
      Optional<UUID> organization,
      FleetRange range,
      int max) {
    return database.query(
        "list fleet",
        handle -> {
          var filter = query.filter();
          var leading = handle.createQuery(plan.statement(query.order()));
          OperatorScope.bind(leading, by);
          range.bind(leading);
          switch (plan) {
            case SYSTEM -> leading.bind("system", filter.systemId().orElseThrow().value());
            case LABEL -> leading.bind("label", filter.label().orElseThrow());
            case ORGANIZATION -> leading.bind("organization", organization.orElseThrow());
            case PROVIDER -> leading.bind("provider", filter.provider().orElseThrow());
            case PENDING, FAILED, ARRIVAL -> {}
          }
          List<FleetPlace> places =
              leading.bind("max", max).map((row, context) -> place(row)).list();
          return new Batch(places, details(handle, by, places));
        });
  }

  private static FleetPlace place(ResultSet row) throws SQLException {
    return new FleetPlace(Rows.instant(row, "received_at"), Rows.uuid(row, "id"));
  }

  private static List<FleetBackup> details(Handle handle, Authority by, List<FleetPlace> places) {
    if (places.isEmpty()) {
      return List.of();
    }
    Object[] ids = places.stream().map(FleetPlace::id).toArray();
    Map<UUID, FleetBackup> found =
        OperatorScope.bind(handle.createQuery(DETAILS), by)
            .bindArray("ids", UUID.class, ids)
            .scanResultSet((rows, context) -> FleetRows.backups(rows.get()));
    return places.stream()
        .filter(place -> found.containsKey(place.id()))
        .map(place -> Objects.requireNonNull(found.get(place.id())))
        .toList();
  }

  @Override
  public Optional<FleetBackup> find(Authority by, BackupId id) {
    return database.query(
        "show backup",
        handle ->
            Optional.ofNullable(
                OperatorScope.bind(handle.createQuery(DETAILS), by)
                    .bindArray("ids", UUID.class, id.value())
                    .scanResultSet((rows, context) -> FleetRows.backups(rows.get()))
                    .get(id.value())));
  }

  @Override
  public Optional<StoredBackup> stored(Authority by, BackupId id) {
    return database.query(
        "find backup",
        handle ->
            OperatorScope.bind(handle.createQuery(STORED), by)
                .bind("backup", id.value())
                .scanResultSet((rows, context) -> PostgresBackupIndex.stored(rows.get())));
  }

  @Override
  public Optional<StoredBackup> copy(Authority by, UUID copyId) {
    return database.query(
        "find copy",
        handle ->
            OperatorScope.bind(handle.createQuery(COPY), by)
                .bind("copy", copyId)
                .scanResultSet((rows, context) -> PostgresBackupIndex.stored(rows.get())));
  }

  @Override
  public Optional<SystemBackups.Listed> system(Authority by, SystemId id) {
    return database.query(
        "list system",
        handle ->
            OperatorScope.bind(handle.createQuery(SYSTEM), by)
                .bind("key", id.value())
                .scanResultSet((rows, context) -> listed(rows.get())));
  }

  private static Optional<SystemBackups.Listed> listed(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      return Optional.empty();
    }
    ManagedSystem system = Rows.system(rows);
    return Optional.of(new SystemBackups.Listed(system, Rows.backups(rows)));
  }
}
