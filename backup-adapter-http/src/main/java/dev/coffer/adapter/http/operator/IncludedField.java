package dev.coffer.adapter.http.operator;

import java.util.Arrays;
import java.util.Optional;

/** A field that {@code Include} adds, in the order in which it is written. */
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
  /** Of each copy, as all after it. */
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

  /** All names, for people. */
  static String names() {
    return String.join(", ", Arrays.stream(values()).map(IncludedField::field).toList());
  }
}
