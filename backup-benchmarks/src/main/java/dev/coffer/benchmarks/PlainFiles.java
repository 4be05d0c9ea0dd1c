package dev.coffer.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.coffer.benchmarks.client.Body;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What must be done with bytes on a disk anyway: write, hash and sync, or read and hash. */
final class PlainFiles {

  private static final int PIECE = 128 * 1024;

  private PlainFiles() {}

  /** On the disk when this returns, hashed on the way. */
  static void store(Path file, Body body) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), sha256());
      body.writeTo(out);
      channel.force(true);
    }
  }

  static byte[] readAndHash(Path file) throws IOException {
    MessageDigest digest = sha256();
    var piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
