package dev.coffer.domain.backup;

import dev.coffer.domain.Expected;
import java.util.regex.Pattern;

/**
 * The content type that the client declared (RFC 9110, 8.3.1). Kept and shown, never used to answer
 * a download.
 *
 * @param value {@code type/subtype} with optional parameters, at most 127 visible ASCII characters
 */
public record MediaType(String value) {

  /** curl's default for a body of {@code --data-binary}, which says nothing about it. */
  private static final String CURL_DEFAULT = "application/x-www-form-urlencoded";

  private static final int MAX_LENGTH = 127;
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
  private static final Pattern FORM =
      Pattern.compile(
          TOKEN
              + "/"
              + TOKEN
              + "(?:[ \\t]*;[ \\t]*"
              + TOKEN
              + "=(?:"
              + TOKEN
              + "|\"[ !#-\\[\\]-~]*\"))*");

  /**
   * Used if the client declared nothing, or nothing valid. After {@link #FORM}, which checks it.
   */
  public static final MediaType OCTET_STREAM = new MediaType("application/octet-stream");

  public MediaType {
    Expected.that(
        isValid(value), "mediaType", value, "type/subtype of at most 127 visible characters");
  }

  /** The media type that is stored for a Content-Type: the same, or {@link #OCTET_STREAM}. */
  public static MediaType ofClaim(String claim) {
    String stripped = claim.strip();
    return isValid(stripped) && !stripped.equalsIgnoreCase(CURL_DEFAULT)
        ? new MediaType(stripped)
        : OCTET_STREAM;
  }

  private static boolean isValid(String value) {
    return value.length() <= MAX_LENGTH && FORM.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
