package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.BlobStore;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.drives.BlobStoreConcurrencyContract;
import dev.coffer.testkit.drives.BlobStoreContract;
import java.io.File;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** As on FAT: neither hard links nor extended attributes. */
final class FilesystemWithoutLinksOrTokensTest
    implements BlobStoreContract, BlobStoreConcurrencyContract {

  @TempDir Path directory;

  @Override
  public BlobStore storeFor(UUID driveId) {
    return new FilesystemBlobStore(
        FilesystemConfig.of(directory),
        driveId,
        Reserve.Space.of(new File(directory.toString())),
        new NoTokens(),
        (link, _) -> {
          throw new FileSystemException(link.toString(), null, "Operation not permitted");
        });
  }

  @Override
  public boolean keepsTokens() {
    return false;
  }

  @Override
  public boolean createIsExclusive() {
    return false;
  }

  private static final class NoTokens implements WriteTokens {

    @Override
    public boolean stamp(Path file, WriteToken token) {
      return false;
    }

    @Override
    public Optional<WriteToken> read(Path file) {
      return Optional.empty();
    }
  }
}
