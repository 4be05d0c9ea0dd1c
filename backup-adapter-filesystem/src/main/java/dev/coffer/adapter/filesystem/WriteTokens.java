package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.backup.WriteToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;
import java.util.UUID;

/**
 * How a file carries the token of the attempt that wrote it. An interface, because the machine that
 * runs the tests may not have a file system that keeps none.
 */
interface WriteTokens {

  /** Puts the token on the file; false when files cannot carry any here. */
  boolean stamp(Path file, WriteToken token) throws IOException;

  /** Empty when the file carries none. */
  Optional<WriteToken> read(Path file) throws IOException;

  /** As the extended attribute {@code user.coffer.token}, where the file system has those. */
  final class ExtendedAttribute implements WriteTokens {

    /** Java adds the name space {@code user.} itself. */
    private static final String NAME = "coffer.token";

    @Override
    public boolean stamp(Path file, WriteToken token) throws IOException {
      try {
        view(file).write(NAME, StandardCharsets.US_ASCII.encode(token.toString()));
        return true;
      } catch (IOException e) {
        throwIfKept(file, e);
        return false;
      }
    }

    @Override
    public Optional<WriteToken> read(Path file) throws IOException {
      try {
        var view = view(file);
        if (!view.list().contains(NAME)) {
          return Optional.empty();
        }
        var bytes = ByteBuffer.allocate(view.size(NAME));
        view.read(NAME, bytes);
        return Optional.of(parse(StandardCharsets.US_ASCII.decode(bytes.flip()).toString()));
      } catch (IOException e) {
        throwIfKept(file, e);
        return Optional.empty();
      }
    }

    /** Only a file system that says it has no such attributes excuses their failure. */
    private static void throwIfKept(Path file, IOException failure) throws IOException {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          || Files.getFileStore(file)
              .supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
        throw failure;
      }
    }

    private static WriteToken parse(String text) {
      try {
        return new WriteToken(UUID.fromString(text));
      } catch (IllegalArgumentException e) {
        throw new StorageCorrupt("write token: \"%s\" (expected: a UUID)".formatted(text), e);
      }
    }

    private static UserDefinedFileAttributeView view(Path file) {
      return Files.getFileAttributeView(
          file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
