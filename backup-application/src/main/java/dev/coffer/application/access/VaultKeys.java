package dev.coffer.application.access;

import dev.coffer.application.UserError;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The keys of one vault: which there are, what they are used for, and how they are replaced. No
 * method returns a key itself.
 */
public interface VaultKeys {

  /** What a key is for. */
  enum Kind {
    /** Hashes secrets. */
    PEPPER,
    /** Signs manifests, tenant snapshots and reports. */
    MANIFEST_KEY;

    /** As people and files name it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How far a key is in its life. */
  enum State {
    /** Accepted, and used for new values from the next start of the server on. */
    NEXT,
    /** Used for new values. */
    CURRENT,
    /** Accepted only. */
    OLDER,
    /** Not known: what it has hashed cannot be verified. */
    MISSING
  }

  /** The number of secrets that are hashed under a pepper and were not revoked. */
  record Uses(long systemSecrets, long apiKeys) {

    public static final Uses NONE = new Uses(0, 0);
  }

  /**
   * A key.
   *
   * @param madeAt empty if that was not recorded
   * @param uses of a pepper; what a manifest key has signed lies on the drives and is not counted
   */
  record Row(Kind kind, String id, State state, Optional<Instant> madeAt, Optional<Uses> uses) {}

  /** Lists all keys, those for new values first. */
  List<Row> list();

  /**
   * Makes a new key, to be used from the next start of the server on. All others stay valid.
   *
   * @return the id of the new key; it is on the disk
   * @throws UserError when one is waiting for that start already, or the configuration has the keys
   */
  String rotate(Kind kind);

  /**
   * Removes a key that nothing needs: a pepper that is no longer used, or a key that waits for the
   * next start of the server.
   *
   * @throws UserError when it is needed, and when the configuration has the keys
   */
  void remove(String id);
}
