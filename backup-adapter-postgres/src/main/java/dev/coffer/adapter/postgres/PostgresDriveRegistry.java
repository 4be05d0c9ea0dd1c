package dev.coffer.adapter.postgres;

import dev.coffer.application.port.out.DriveRegistry;
import dev.coffer.domain.Drive;
import java.util.UUID;

/** Thread-safe. */
final class PostgresDriveRegistry implements DriveRegistry {

  private static final String VAULT_ID = "select id from vault.vault";

  private static final String ADD =
      """
      insert into vault.drive (id, label, provider)
      values (:id, :label, :provider)
      on conflict (label) do nothing
      """;

  private static final String BY_LABEL =
      """
      select id, label, provider, initialised_at is not null as initialised
        from vault.drive
       where label = :label
      """;

  private static final String MARK_INITIALISED =
      "update vault.drive set initialised_at = clock_timestamp() where id = :id and initialised_at is null";

  private final Database database;

  PostgresDriveRegistry(Database database) {
    this.database = database;
  }

  @Override
  public UUID vaultId() {
    return database.query(
        "identify vault", handle -> handle.createQuery(VAULT_ID).mapTo(UUID.class).one());
  }

  @Override
  public KnownDrive known(String label, String provider, UUID idIfNew) {
    KnownDrive known =
        database.query(
            "find drive",
            handle -> {
              handle
                  .createUpdate(ADD)
                  .bind("id", idIfNew)
                  .bind("label", label)
                  .bind("provider", provider)
                  .execute();
              return handle
                  .createQuery(BY_LABEL)
                  .bind("label", label)
                  .map((row, context) ->
                      new KnownDrive(
                          new Drive(
                              Rows.uuid(row, "id"),
                              row.getString("label"),
                              row.getString("provider")),
                          row.getBoolean("initialised")))
                  .one();
            });
    if (!known.drive().provider().equals(provider)) {
      throw new IllegalStateException(
          "drive %s: \"%s\" (expected: provider %s, which it has been since it was first used)"
              .formatted(label, provider, known.drive().provider()));
    }
    return known;
  }

  @Override
  public void markInitialised(UUID driveId) {
    database.query(
        "record drive",
        handle -> handle.createUpdate(MARK_INITIALISED).bind("id", driveId).execute());
  }
}
