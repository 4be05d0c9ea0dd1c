package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.domain.backup.Sha256;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The digest fields of RFC 9530. Only SHA-256 is supported; other algorithms are ignored. */
final class DigestFields {
  private static final HeaderName CONTENT_DIGEST = HeaderNames.create("Content-Digest");
  private static final HeaderName REPR_DIGEST = HeaderNames.create("Repr-Digest");

  /**
   * Matches everything that could be meant as a SHA-256, so that no digest is silently left
   * unchecked.
   */
  private static final Pattern ATTEMPT = Pattern.compile("(?i)sha-256[ \\t]*([=;].*)?");

  /** One member of a dictionary (RFC 9651, 3.2); parameters are allowed and ignored. */
  private static final Pattern MEMBER =
      Pattern.compile("sha-256=:([A-Za-z0-9+/]{43}=?):(?:[ \\t]*;.*)?");

  private DigestFields() {}

  /**
   * Returns the digest that the sender computed. Without a content coding, both fields have the
   * same value.
   */
  static Optional<Sha256> sha256(Headers headers) {
    Optional<Sha256> ofContent = sha256(headers, CONTENT_DIGEST);
    Optional<Sha256> ofRepresentation = sha256(headers, REPR_DIGEST);
    if (ofContent.isPresent()
        && ofRepresentation.isPresent()
        && !ofContent.equals(ofRepresentation)) {
      // No body can match both digests.
      throw new RequestRefused(ApplianceRefusals.DIGEST_MISMATCH);
    }
    return ofContent.or(() -> ofRepresentation);
  }

  private static Optional<Sha256> sha256(Headers headers, HeaderName name) {
    return headers.all(name, List::of).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(member -> ATTEMPT.matcher(member).matches())
        // If a key is given twice, the last one counts.
        .reduce((_, last) -> last)
        .map(member -> parse(member, name));
  }

  private static Sha256 parse(String text, HeaderName name) {
    Matcher member = MEMBER.matcher(text);
    if (!member.matches()) {
      throw ApplianceRefusals.invalid(name.defaultCase());
    }
    return Sha256.of(Base64.getDecoder().decode(member.group(1)));
  }
}
