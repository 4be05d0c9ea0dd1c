package dev.coffer.adapter.filesystem;

import dev.coffer.application.Reasons;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one place where an {@link IOException} of the drive becomes a {@link StorageException}. */
final class FilesystemErrors {

  /**
   * Java reports error numbers only as text, and the C library writes that text in the language of
   * the process. So its text for ENOSPC is found out once, by a write to the device that is always
   * full. EDQUOT has no such device: in another language it is the safe StorageUnavailable.
   */
  private static final Set<String> NO_ROOM = noRoomMessages();

  private FilesystemErrors() {}

  /**
   * Names what failed.
   *
   * @param action what failed, with the key, e.g. {@code put a/b}
   */
  static StorageException translate(String action, IOException failure) {
    String message = "%s: %s".formatted(action, reason(failure));
    return isNoRoom(failure)
        ? new StorageFull(message, failure)
        : new StorageUnavailable(message, failure);
  }

  /** With the file, which need not be the one that was asked for. */
  private static String reason(IOException failure) {
    String reason = Reasons.of(failure);
    return failure instanceof FileSystemException file && file.getFile() != null
        ? "%s: %s".formatted(file.getFile(), reason)
        : reason;
  }

  /** Out of bytes, of inodes or of quota. */
  static boolean isNoRoom(IOException failure) {
    @Nullable String reason =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return reason != null && NO_ROOM.stream().anyMatch(reason::endsWith);
  }

  private static Set<String> noRoomMessages() {
    var messages =
        new HashSet<>(
            Set.of("No space left on device", "Disk quota exceeded", "Disc quota exceeded"));
    try (var full = new FileOutputStream("/dev/full")) {
      full.write(0);
    } catch (IOException e) {
      // Opening fails where there is no such device (not on Linux): that text names the device.
      if (e.getMessage() != null && !e.getMessage().contains("/dev/full")) {
        messages.add(e.getMessage());
      }
    }
    return Set.copyOf(messages);
  }
}
