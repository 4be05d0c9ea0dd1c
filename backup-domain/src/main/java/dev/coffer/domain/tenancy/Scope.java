package dev.coffer.domain.tenancy;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** One thing that a credential of a system may do. */
public enum Scope {
  UPLOAD,
  LIST,
  DOWNLOAD,
  DELETE,
  ROTATE;

  /**
   * The default scopes of an appliance. Without {@link #DELETE}: an attacker who takes over an
   * appliance must not be able to delete its history.
   */
  public static final Set<Scope> APPLIANCE_DEFAULT =
      Collections.unmodifiableSet(EnumSet.of(UPLOAD, LIST, DOWNLOAD));
}
