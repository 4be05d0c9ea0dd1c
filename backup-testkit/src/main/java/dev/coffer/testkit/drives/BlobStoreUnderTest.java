package dev.coffer.testkit.drives;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.BlobStore.StoredBlob;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;

/** What the contracts of a {@link BlobStore} require from the adapter under test. */
public interface BlobStoreUnderTest {

  /** The drive that the contracts store to. */
  UUID DRIVE = new UUID(0xd, 1);

  /** A key of the form that the vault uses. */
  BlobKey KEY = new BlobKey("acme/fw-1/0190b5a8-0000-7000-8000-000000000001");

  WriteToken TOKEN = new WriteToken(new UUID(0x70, 1));

  WriteToken OTHER_TOKEN = new WriteToken(new UUID(0x70, 2));

  /**
   * A store that expects this id. All stores of one test share a place. It is empty and not
   * initialised when the test begins, and no other test uses it.
   */
  BlobStore storeFor(UUID driveId);

  /**
   * Whether an object keeps the token it was written with. If not, {@link BlobStore#stat} returns
   * none and {@link BlobStore#remove} goes by the key alone.
   */
  default boolean keepsTokens() {
    return true;
  }

  /**
   * Whether exactly one of several simultaneous puts of a key succeeds. If not, the contract still
   * requires the object to be one of them, complete and with its own token.
   */
  default boolean createIsExclusive() {
    return true;
  }

  /** The store that most tests use. */
  default BlobStore initialisedStore() {
    BlobStore store = storeFor(DRIVE);
    store.initialise(DRIVE);
    return store;
  }

  /** The answer of {@link BlobStore#stat} for such an object. */
  default StoredBlob stored(Payload payload, WriteToken token) {
    return new StoredBlob(payload.size(), keepsTokens() ? Optional.of(token) : Optional.empty());
  }

  /** Stores a payload under {@link #KEY} with {@link #TOKEN}. */
  default Payload putSome(BlobStore store, long length) {
    Payload payload = Payloads.ofLength(length);
    store.put(KEY, TOKEN, payload.size(), payload.open());
    return payload;
  }

  /** The hash of the whole object, which must be there. */
  default Sha256 sha256(BlobStore store, BlobKey key) {
    try (InputStream bytes = store.open(key, 0, Long.MAX_VALUE).orElseThrow()) {
      return Payloads.sha256Of(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
