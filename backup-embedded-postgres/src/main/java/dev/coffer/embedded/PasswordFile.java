package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.function.Supplier;

/** The password of the database's owner on disk, for its owner's eyes alone. */
public record PasswordFile(Path path) {

  /**
   * Reads the password, or makes it when there is none yet. It is on disk before anything is
   * protected by it.
   */
  String readOrCreate(Supplier<String> newPassword) throws IOException {
    if (!Files.exists(path)) {
      FileTrees.createFolders(FileTrees.folderOf(path));
      var partial = path.resolveSibling(path.getFileName() + ".new");
      Files.deleteIfExists(partial);
      write(partial, newPassword.get());
      Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
      FileTrees.forceFolder(FileTrees.folderOf(path));
    }
    return read();
  }

  String read() throws IOException {
    var password = Files.readString(path, UTF_8).strip();
    if (password.isEmpty()) {
      throw new EmbeddedPostgresException(
          "embedded index: the password file \""
              + path
              + "\" is empty. Restore it from a backup copy.");
    }
    return password;
  }

  public static void write(Path file, String password) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = FileChannel.open(file, EnumSet.of(CREATE_NEW, WRITE), ownerOnly)) {
      channel.write(ByteBuffer.wrap((password + "\n").getBytes(UTF_8)));
      channel.force(true);
    }
  }
}
