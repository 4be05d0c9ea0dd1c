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
   * What an appliance gets unless it is told otherwise. Not {@link #DELETE}: who breaks into an
   * appliance must not be able to erase its history.
   */
  public static final Set<Scope> APPLIANCE_DEFAULT =
      Collections.unmodifiableSet(EnumSet.of(UPLOAD, LIST, DOWNLOAD));
}
