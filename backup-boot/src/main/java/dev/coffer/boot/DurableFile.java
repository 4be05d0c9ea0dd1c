package dev.coffer.boot;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Small files with secrets in them: whole or absent after any crash, for their owner's eyes. */
final class DurableFile {

  private static final String OWNER_ONLY = "rw-------";

  private DurableFile() {}

  /** Returns when {@code text} and the file's name are on the disk. */
  static void write(Path file, String text) {
    Path target = file.toAbsolutePath();
    Path partial = target.resolveSibling(target.getFileName() + ".new");
    try {
      Path folder = Files.createDirectories(partial.resolveSibling(".")).normalize();
      // Of a start that was interrupted.
      Files.deleteIfExists(partial);
      writeThrough(partial, text);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
      Path above = folder.getParent();
      if (above != null) {
        // The folder itself may be new.
        force(above);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write \"" + target + "\"", e);
    }
  }

  private static void writeThrough(Path file, String text) throws IOException {
    var permissions =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY));
    try (var channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), permissions)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read \"" + file + "\"", e);
    }
  }
}
