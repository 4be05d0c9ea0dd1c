package dev.coffer.adapter.http.operator;

import java.util.Arrays;
import java.util.Optional;

/**
 * A field that {@code Include} adds. The constants are in the order in which the fields are
 * written.
 */
enum IncludedField {
  SYSTEM("System"),
  ORGANIZATION("Organization"),
  NUMBER("Number"),
  FILENAME("Filename"),
  MEDIA_TYPE("MediaType"),
  SIZE("Size"),
  SHA256("Sha256"),
  DAMAGED("Damaged"),
  FAILURE("Failure"),
  /** This field and those after it belong to each copy. */
  DRIVE("Drive"),
  ATTEMPTS("Attempts"),
  LAST_ERROR("LastError"),
  VERIFIED_AT("VerifiedAt");

  private final String field;

  IncludedField(String field) {
    this.field = field;
  }

  String field() {
    return field;
  }

  static Optional<IncludedField> named(String field) {
    return Arrays.stream(values()).filter(extra -> extra.field.equals(field)).findFirst();
  }

  /** Returns all names, for people. */
  static String names() {
    return String.join(", ", Arrays.stream(values()).map(IncludedField::field).toList());
  }
}
