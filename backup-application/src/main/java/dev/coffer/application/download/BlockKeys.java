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

/** The keys for block digests, derived from the manifest keys. Thread-safe. */
public final class BlockKeys {

  /** Larger blocks cost each download more memory; smaller ones cost each backup more digests. */
  static final ByteSize BLOCK = new ByteSize(512 * 1024);

  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final String currentKey;

  public BlockKeys(Keyring keyring) {
    keyring.manifestKeys().forEach((id, key) -> keys.put(id, Key.of(key)));
    currentKey = keyring.manifestKeys().keySet().iterator().next();
  }

  /** The NH key, and the key that authenticates the digests. */
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
   * Starts to digest the blocks of a backup while its bytes stream.
   *
   * @return empty for a backup of one block, because its SHA-256 verifies it just as fast
   */
  public Optional<BlockHash> begin(WriteToken token, ByteSize size) {
    return size.compareTo(BLOCK) > 0 ? hash(currentKey, BLOCK, token) : Optional.empty();
  }

  /**
   * Starts a hash whose digests can be compared with these; empty when they were made under a key
   * that this vault no longer has.
   */
  Optional<BlockHash> like(BlockDigests digests, WriteToken token) {
    return hash(digests.keyId(), digests.blockSize(), token);
  }

  private Optional<BlockHash> hash(String keyId, ByteSize block, WriteToken token) {
    return Optional.ofNullable(keys.get(keyId))
        .map(key -> new BlockHash(keyId, block, token, key.words, key.digests.begin()));
  }
}
