package dev.coffer.application.drives;

/**
 * The key of an object on a drive: segments of {@code [A-Za-z0-9._-]} joined by slashes, none of
 * them {@code .} or {@code ..}, at most 512 characters in total. A key is never used twice.
 */
public record BlobKey(String value) {

  private static final int MAX_LENGTH = 512;

  public BlobKey {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "key: \"%s\" (expected: segments of [A-Za-z0-9._-] joined by slashes)".formatted(value));
    }
  }

  private static boolean isValid(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return false;
    }
    for (String segment : value.split("/", -1)) {
      if (segment.isEmpty()
          || segment.equals(".")
          || segment.equals("..")
          || !segment.chars().allMatch(BlobKey::isAllowed)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  @Override
  public String toString() {
    return value;
  }
}
