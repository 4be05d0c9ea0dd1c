package dev.coffer.adapter.filesystem;

import dev.coffer.application.drives.DriveProbe;
import dev.coffer.application.drives.DriveThreads;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Probes a directory with two files of its own, {@code .probe-…} right below the root. Thread-safe.
 */
public final class FilesystemDriveProbe implements DriveProbe {

  private static final byte[] CONTENT = "coffer".getBytes(StandardCharsets.US_ASCII);

  private final DriveLayout layout;
  private final Reserve reserve;
  private final WriteTokens tokens;
  private final DurableFileWriter.HardLink hardLink;
  private final DriveThreads threads;

  public FilesystemDriveProbe(FilesystemConfig config) {
    this(
        config,
        Reserve.Space.of(config.directory().toFile()),
        new WriteTokens.ExtendedAttribute(),
        Files::createLink);
  }

  /** With stand-ins for what file systems differ in. */
  FilesystemDriveProbe(
      FilesystemConfig config,
      Reserve.Space space,
      WriteTokens tokens,
      DurableFileWriter.HardLink hardLink) {
    this.layout = new DriveLayout(config.directory());
    this.reserve = new Reserve(config, space);
    this.tokens = tokens;
    this.hardLink = hardLink;
    this.threads =
        new DriveThreads(
            layout.root().toString(), config.stepLimit(), () -> Files.exists(layout.root()));
  }

  @Override
  public Report run(UUID probeId) {
    var findings = new ArrayList<Finding>();
    findings.add(finding("directory", true, this::directory));
    if (findings.getFirst().yes()) {
      Path file = layout.root().resolve(".probe-" + probeId);
      Path link = layout.root().resolve(".probe-" + probeId + "-link");
      findings.add(finding("drive", true, this::drive));
      findings.add(finding("write", true, () -> write(file)));
      findings.add(finding("read", true, () -> read(file)));
      findings.add(finding("directory-sync", true, this::syncDirectory));
      findings.add(finding("exclusive-link", false, () -> link(file, link)));
      findings.add(finding("write-token", false, () -> token(file, new WriteToken(probeId))));
      findings.add(finding("delete", true, () -> delete(file, link)));
      findings.add(finding("room", false, this::room));
    }
    return new Report(layout.root().toString(), findings);
  }

  /** Where the drive hangs, the answer is no. */
  private Finding finding(String question, boolean essential, Check check) {
    return Finding.of(question, essential, () -> threads.call(question, check::answer));
  }

  private Answer directory() {
    return Answer.unless(
        Files.isDirectory(layout.root()), "does not exist: not mounted, or never used as a drive");
  }

  /** Also yes for an empty directory, which the first start makes a drive. */
  private Answer drive() throws IOException {
    Optional<String> id = DriveMarker.read(layout);
    if (id.isPresent()) {
      return new Answer(true, id.get());
    }
    return DriveMarker.foreignContent(layout)
        .map(name -> Answer.no(name + " is in the directory, but no .vault/drive"))
        .orElseGet(() -> new Answer(true, "empty: becomes a drive at the first start"));
  }

  private static Answer write(Path file) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(CONTENT));
      channel.force(true);
    }
    return Answer.YES;
  }

  private static Answer read(Path file) throws IOException {
    return Answer.unless(
        Arrays.equals(Files.readAllBytes(file), CONTENT),
        "the bytes read differ from the bytes written");
  }

  private Answer syncDirectory() throws IOException {
    DurableFileWriter.syncDirectory(layout.root());
    return Answer.YES;
  }

  private Answer link(Path file, Path link) throws IOException {
    try {
      hardLink.create(link, file);
    } catch (UnsupportedOperationException e) {
      return Answer.no("no hard links: files are renamed into place instead");
    }
    try {
      hardLink.create(link, file);
      return Answer.no("an existing name was overwritten");
    } catch (FileAlreadyExistsException e) {
      return Answer.YES;
    }
  }

  private Answer token(Path file, WriteToken token) throws IOException {
    return Answer.unless(
        tokens.stamp(file, token) && tokens.read(file).equals(Optional.of(token)),
        "no extended attributes: objects are identified by their key only");
  }

  private static Answer delete(Path file, Path link) throws IOException {
    Files.delete(file);
    Files.deleteIfExists(link);
    return Answer.unless(Files.notExists(file), "the file still exists after deletion");
  }

  private Answer room() {
    OptionalLong room = reserve.room();
    return room.isEmpty()
        ? new Answer(true, "the file system does not report its free space")
        : new Answer(room.getAsLong() > 0, new ByteSize(room.getAsLong()) + " for backups");
  }
}
