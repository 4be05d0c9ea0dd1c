package dev.coffer.adapter.postgres.connection;

/**
 * Parts of statements that depend on a clock. They read the private view {@code vault.time}, which
 * has the server's clock and the reference time. Each is a subquery that runs once per statement.
 */
public final class VaultTime {

  /**
   * A condition of every statement that removes something because of its age, or decides to remove
   * it: the clock agrees with the reference, and removals are not halted.
   */
  public static final String MAY_REMOVE = " (select t.may_remove from vault.time t) ";

  /** The later of clock and reference. Periods that protect something start here. */
  public static final String NOW = " (select t.at from vault.time t) ";

  /** The time by which leases begin and end: the reference where the clock cannot be right. */
  public static final String OF_LEASES = " (select t.of_leases from vault.time t) ";

  /**
   * Follows the end of a lease: whether the lease is alive. A lease that ends further ahead than
   * any lease lasts is treated as over: a wrong clock has set its end.
   */
  public static final String IS_LIVE =
      " between " + OF_LEASES + " and (select t.of_leases + t.max_drift from vault.time t) ";

  private VaultTime() {}
}
