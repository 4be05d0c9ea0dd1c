package dev.coffer.adapter.postgres.dump;

import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.dump.IndexDumpFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A dump that was checked and can be read: a ZIP archive with one entry for each table and, last,
 * the signed list of them. Everything that is wrong with it is one sentence.
 */
public final class DumpFile implements AutoCloseable {

  /** The name of the signed list. */
  static final String CONTENTS = "contents.json";

  /** Far more than a list needs: a dump of hundreds of months has 100 KB. */
  private static final int MAX_CONTENTS = 4 << 20;

  private final String name;
  private final ZipFile zip;
  private final IndexDump contents;

  private DumpFile(String name, ZipFile zip, IndexDump contents) {
    this.name = name;
    this.zip = zip;
    this.contents = contents;
  }

  /** The name of a table's entry. */
  static String entryOf(String table) {
    return "tables/" + table;
  }

  /**
   * Opens a dump and compares all of it with its signature and its checksums.
   *
   * @throws UserError if it cannot be read, is incomplete, was changed, or is of another vault
   */
  public static DumpFile open(Path path, IndexDumpFormat format) {
    String name = "the dump \"%s\"".formatted(path);
    try {
      var zip = new ZipFile(path.toFile());
      try {
        var file = new DumpFile(name, zip, contents(zip, name, format));
        file.verify();
        return file;
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (ZipException e) {
      throw new UserError("%s is incomplete or changed: %s".formatted(name, e.getMessage()), e);
    } catch (IOException e) {
      throw new UserError("%s cannot be read: %s".formatted(name, Reasons.of(e)), e);
    }
  }

  private static IndexDump contents(ZipFile zip, String name, IndexDumpFormat format)
      throws IOException {
    ZipEntry entry = zip.getEntry(CONTENTS);
    if (entry == null) {
      throw new UserError(name + " is not a dump of an index");
    }
    try (InputStream bytes = zip.getInputStream(entry)) {
      return format.read(bytes.readNBytes(MAX_CONTENTS), name);
    }
  }

  private void verify() throws IOException {
    Set<String> expected =
        contents.tables().stream().map(table -> entryOf(table.name())).collect(Collectors.toSet());
    Optional<String> unknown =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(entry -> !entry.equals(CONTENTS) && !expected.contains(entry))
            .findFirst();
    if (unknown.isPresent()) {
      throw changed(unknown.get());
    }
    for (IndexDump.Table table : contents.tables()) {
      read(
          table,
          rows -> {
            var _ = rows.transferTo(OutputStream.nullOutputStream());
          });
    }
  }

  private UserError changed(String entry) {
    return new UserError(
        "%s is incomplete or changed: \"%s\" in it is not as it was written"
            .formatted(name, entry));
  }

  /** Reads the rows of a table. */
  interface Reader<E extends Exception> {
    void read(InputStream rows) throws IOException, E;
  }

  /**
   * Lets {@code reader} read a table to its end.
   *
   * @throws UserError afterwards, if these were other bytes than were written
   */
  <E extends Exception> void read(IndexDump.Table table, Reader<E> reader) throws IOException, E {
    ZipEntry entry = zip.getEntry(entryOf(table.name()));
    if (entry == null) {
      throw changed(entryOf(table.name()));
    }
    var checked = new CheckedBytes();
    try (InputStream bytes = zip.getInputStream(entry)) {
      reader.read(checked.from(bytes));
    }
    if (checked.length() != table.bytes() || !checked.sha256Hex().equals(table.sha256())) {
      throw changed(entryOf(table.name()));
    }
  }

  public IndexDump contents() {
    return contents;
  }

  /** For messages. */
  String name() {
    return name;
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UserError("%s cannot be closed: %s".formatted(name, Reasons.of(e)), e);
    }
  }
}
