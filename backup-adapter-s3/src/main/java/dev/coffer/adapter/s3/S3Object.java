package dev.coffer.adapter.s3;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore.StoredBlob;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import okhttp3.Response;

/**
 * The object that a put creates, with its token in the user metadata, which is part of the
 * signature.
 *
 * @param path below the bucket
 */
record S3Object(BlobKey key, String path, WriteToken token, ByteSize size) {

  static final String TOKEN_HEADER = "x-amz-meta-coffer-token";

  /** Identifies the objects of a bucket that was copied under other names. */
  private static final String KEY_HEADER = "x-amz-meta-coffer-key";

  Map<String, String> metadata() {
    return Map.of(TOKEN_HEADER, token.toString(), KEY_HEADER, key.value());
  }

  /** Token and size prove it; neither alone does. */
  boolean is(StoredBlob found) {
    return found.equals(new StoredBlob(size, Optional.of(token)));
  }

  static Optional<WriteToken> tokenOf(Response response) {
    String value = response.header(TOKEN_HEADER);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new WriteToken(UUID.fromString(value.strip())));
    } catch (IllegalArgumentException e) {
      // Somebody else's object: it has no token of ours.
      return Optional.empty();
    }
  }
}
