package dev.coffer.application.download;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.application.access.KeyedHash;
import dev.coffer.application.access.Keyring;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.WriteToken;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;

/** The keys of block digests, derived from those of manifests. Thread-safe. */
public final class BlockKeys {

  /** A larger block costs each download more memory, a smaller one each backup more digests. */
  static final ByteSize BLOCK = new ByteSize(512 * 1024);

  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final String currentKey;

  public BlockKeys(Keyring keyring) {
    keyring.manifestKeys().forEach((id, key) -> keys.put(id, Key.of(key)));
    currentKey = keyring.manifestKeys().keySet().iterator().next();
  }

  /** One key to hash with, and one for the digests. */
  private static final class Key {

    private final long[] words;
    private final KeyedHash digests;

    private Key(long[] words, KeyedHash digests) {
      this.words = words;
      this.digests = digests;
    }

    private static Key of(Secret manifestKey) {
      Mac derivation = new KeyedHash(manifestKey).begin();
      ByteBuffer words = ByteBuffer.allocate(BlockHash.PIECE);
      for (int i = 0; words.hasRemaining(); i++) {
        words.put(derivation.doFinal(("words of block digests " + i).getBytes(US_ASCII)));
      }
      long[] key = new long[BlockHash.PIECE / Long.BYTES];
      words.flip().asLongBuffer().get(key);
      byte[] digests = derivation.doFinal("key of block digests".getBytes(US_ASCII));
      return new Key(key, new KeyedHash(new Secret(HexFormat.of().formatHex(digests))));
    }
  }

  /**
   * To digest the blocks of a backup as its bytes pass.
   *
   * @return empty for a backup of one block, which its SHA-256 proves as fast
   */
  public Optional<BlockHash> begin(WriteToken token, ByteSize size) {
    return size.compareTo(BLOCK) > 0 ? hash(currentKey, BLOCK, token) : Optional.empty();
  }

  /**
   * To compare with digests; empty where they were made under a key that this vault has no more.
   */
  Optional<BlockHash> like(BlockDigests digests, WriteToken token) {
    return hash(digests.keyId(), digests.blockSize(), token);
  }

  private Optional<BlockHash> hash(String keyId, ByteSize block, WriteToken token) {
    return Optional.ofNullable(keys.get(keyId))
        .map(key -> new BlockHash(keyId, block, token, key.words, key.digests.begin()));
  }
}
