package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.nio.file.Path;
import java.util.UUID;

/** A process of its own that stores one object in the drive given, to be watched from outside. */
final class PutOnce {

  static final UUID DRIVE = new UUID(0xd, 1);
  static final BlobKey KEY = new BlobKey("acme/fw-1/object");

  private PutOnce() {}

  public static void main(String[] arguments) {
    var store = new FilesystemBlobStore(FilesystemConfig.of(Path.of(arguments[0])), DRIVE);
    Payload payload = Payloads.ofLength(300_000);
    store.put(KEY, new WriteToken(new UUID(1, 1)), payload.size(), payload.open());
  }
}
