package dev.coffer.benchmarks;

import dev.coffer.benchmarks.client.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Where bytes can lie without a vault, and with one. */
interface PlainPlace {

  /** Of lower-case letters and digits. */
  String name();

  /** The configuration of a drive at this place. */
  Map<String, String> drive();

  /** Returns under which name the bytes are found again. */
  String put(Body body) throws IOException;

  /** Reads all of them. */
  void get(String name) throws IOException;

  /** Files of the folder. */
  static PlainPlace files(Path folder) {
    return new Local(folder);
  }

  /** A directory of this machine; the vault's drive is where it is by default, on the same disk. */
  record Local(Path folder) implements PlainPlace {

    @Override
    public String name() {
      return "local";
    }

    @Override
    public Map<String, String> drive() {
      return Map.of();
    }

    @Override
    public String put(Body body) throws IOException {
      Path file = folder.resolve("plain-" + UUID.randomUUID());
      PlainFiles.store(file, body);
      return file.toString();
    }

    @Override
    public void get(String name) throws IOException {
      PlainFiles.readAndHash(Path.of(name));
      Files.delete(Path.of(name));
    }
  }
}
