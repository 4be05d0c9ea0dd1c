package dev.coffer.adapter.postgres.connection;

/**
 * Parts of statements that depend on a clock, from the private view {@code vault.time}: it has the
 * server's clock beside the reference time. Each is a subquery that is asked once for a statement.
 */
public final class VaultTime {

  /**
   * A condition of every statement that removes something because of its age, or decides that it
   * goes: the clock agrees with the reference, and removals are not halted.
   */
  public static final String MAY_REMOVE = " (select t.may_remove from vault.time t) ";

  /** The later one of clock and reference: from when a period counts that keeps something. */
  public static final String NOW = " (select t.at from vault.time t) ";

  /** By which leases begin and end: the reference where the clock cannot be right. */
  public static final String OF_LEASES = " (select t.of_leases from vault.time t) ";

  /**
   * Follows the end of a lease: whether the lease is alive. One that ends further ahead than any
   * lease lasts is over: a wrong clock has dated it.
   */
  public static final String IS_LIVE =
      " between " + OF_LEASES + " and (select t.of_leases + t.max_drift from vault.time t) ";

  private VaultTime() {}
}
