package dev.coffer.domain.retention;

/** Whose policy it is. */
public sealed interface RetentionOwner {

  /** By which it is known. */
  String name();

  /** By its key. */
  record OfSystem(String name) implements RetentionOwner {}

  /** By its name. */
  record OfOrganization(String name) implements RetentionOwner {}
}
