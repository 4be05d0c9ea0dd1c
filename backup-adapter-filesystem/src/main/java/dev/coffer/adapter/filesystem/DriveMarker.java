package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The file that marks a directory as a drive and holds the drive's id. An empty mount point does
 * not have it, so nothing is ever read from or written to one. Thread-safe.
 */
final class DriveMarker {

  /** Entries that an interrupted initialisation or a new file system may have left. */
  private static final Set<String> MAY_BE_THERE = Set.of(".vault", ".tmp", "lost+found");

  /** More than an id: a longer file is not read. */
  private static final int MAX_BYTES = 64;

  private final DriveLayout layout;
  private final UUID driveId;

  DriveMarker(DriveLayout layout, UUID driveId) {
    this.layout = layout;
    this.driveId = driveId;
  }

  /**
   * Makes sure of the drive.
   *
   * @throws StorageUnavailable when this is not the drive
   */
  void check() throws IOException {
    String found = read(layout).orElseThrow(() -> new StorageUnavailable(unexpected("nothing")));
    if (!found.equals(driveId.toString())) {
      throw new StorageUnavailable(unexpected(found));
    }
  }

  /** The id that is written there; empty where there is no marker. */
  static Optional<String> read(DriveLayout layout) throws IOException {
    try (var bytes = Files.newInputStream(layout.marker())) {
      byte[] content = bytes.readNBytes(MAX_BYTES);
      return Optional.of(new String(content, StandardCharsets.US_ASCII).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Writes the marker, durably, into an empty directory; repeatable. */
  void create(DurableFileWriter.HardLink hardLink) throws IOException {
    if (read(layout).isEmpty()) {
      createRoot();
      refuseForeignContent();
      DurableFileWriter.createDirectory(layout.temporaryDirectory());
      write(hardLink);
    }
    check();
  }

  private void write(DurableFileWriter.HardLink hardLink) throws IOException {
    byte[] content = (driveId + "\n").getBytes(StandardCharsets.US_ASCII);
    try (var file = DurableFileWriter.create(layout, "drive.", hardLink)) {
      file.write(content, content.length);
      file.sync(new ByteSize(content.length));
      file.publish(layout.marker());
    } catch (FileAlreadyExistsException e) {
      // Another process was faster: whether it wrote the same id is checked by the caller.
    }
  }

  private void createRoot() throws IOException {
    Files.createDirectories(layout.root(), DurableFileWriter.OWNER_ONLY);
    // Which of them are new is not worth knowing for something that happens once.
    for (Path made = layout.root().getParent(); made != null; made = made.getParent()) {
      if (Files.isReadable(made)) {
        DurableFileWriter.syncDirectory(made);
      }
    }
  }

  /** A directory with something in it is a mistyped path or a drive that lost its marker. */
  private void refuseForeignContent() throws IOException {
    Optional<String> foreign = foreignContent(layout);
    if (foreign.isPresent() && read(layout).isEmpty()) {
      throw new StorageUnavailable(
          "%s: contains %s (expected: an empty directory)".formatted(layout.root(), foreign.get()));
    }
  }

  /** Something in the directory that a new drive has not. */
  static Optional<String> foreignContent(DriveLayout layout) throws IOException {
    try (Stream<Path> content = Files.list(layout.root())) {
      return content
          .map(path -> path.getFileName().toString())
          .filter(name -> !MAY_BE_THERE.contains(name))
          .findFirst();
    }
  }

  private String unexpected(String found) {
    return "%s: %s (expected: the id of the drive, %s)".formatted(layout.marker(), found, driveId);
  }
}
