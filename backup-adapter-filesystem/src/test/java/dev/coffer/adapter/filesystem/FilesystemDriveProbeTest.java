package dev.coffer.adapter.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.drives.DriveProbe.Finding;
import dev.coffer.application.drives.DriveProbe.Report;
import dev.coffer.domain.backup.WriteToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FilesystemDriveProbeTest {

  @TempDir private Path directory;

  private Report probe() {
    return new FilesystemDriveProbe(FilesystemConfig.of(directory)).run(UUID.randomUUID());
  }

  private static Finding finding(Report report, String question) {
    return report.findings().stream()
        .filter(finding -> finding.question().equals(question))
        .findFirst()
        .orElseThrow();
  }

  private List<Path> content() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void anEmptyDirectoryIsUsableAndStaysEmpty() throws IOException {
    Report report = probe();

    assertThat(report.usable()).as("%s", report).isTrue();
    assertThat(report.place()).isEqualTo(directory.toString());
    assertThat(report.findings())
        .extracting(Finding::question)
        .containsExactly(
            "directory",
            "drive",
            "write",
            "read",
            "directory-sync",
            "exclusive-link",
            "write-token",
            "delete",
            "room");
    assertThat(content()).isEmpty();
  }

  /** A pipe that nobody writes to: whoever opens it waits for ever. */
  @Test
  @Timeout(60)
  void aDriveThatHangsIsNotUsableAndTheProbeEnds() throws Exception {
    Path marker = Files.createDirectory(directory.resolve(".vault")).resolve("drive");
    assertThat(new ProcessBuilder("mkfifo", marker.toString()).start().waitFor()).isZero();
    var config = FilesystemConfig.of(directory).withStepLimit(Duration.ofMillis(200));

    Report report = new FilesystemDriveProbe(config).run(UUID.randomUUID());

    assertThat(report.usable()).isFalse();
    assertThat(finding(report, "drive").detail()).contains("drive has not returned within");
    assertThat(finding(report, "write").detail()).contains("is closed");
    Files.writeString(marker, "");
  }

  @Test
  void aDriveSaysItsId() {
    UUID driveId = UUID.randomUUID();
    new FilesystemBlobStore(FilesystemConfig.of(directory), driveId).initialise(driveId);

    Report report = probe();

    assertThat(report.usable()).isTrue();
    assertThat(finding(report, "drive").detail()).isEqualTo(driveId.toString());
  }

  @Test
  void aDirectoryWithOtherThingsInItIsNoDrive() throws IOException {
    Files.writeString(directory.resolve("photos.zip"), "mine");

    Report report = probe();

    assertThat(report.usable()).isFalse();
    assertThat(finding(report, "drive").detail()).contains("photos.zip");
    assertThat(content()).containsExactly(directory.resolve("photos.zip"));
  }

  @Test
  void whereThereIsNoDirectoryNothingElseIsAsked() throws IOException {
    Files.delete(directory);

    assertThat(probe().usable()).isFalse();
    assertThat(probe().findings()).extracting(Finding::question).containsExactly("directory");
    Files.createDirectory(directory);
  }

  @Test
  void whatAFileSystemLacksIsSaidAndIsNotEssentialWhereThereIsAnotherWay() throws IOException {
    var lacking =
        new FilesystemDriveProbe(
            FilesystemConfig.of(directory),
            new FullSpace(),
            new NoTokens(),
            (_, _) -> {
              throw new UnsupportedOperationException("no links");
            });

    Report report = lacking.run(UUID.randomUUID());

    assertThat(report.usable()).isTrue();
    assertThat(report.findings())
        .filteredOn(finding -> !finding.yes())
        .extracting(Finding::question)
        .containsExactly("exclusive-link", "write-token", "room");
    assertThat(content()).isEmpty();
  }

  private static final class FullSpace implements Reserve.Space {

    @Override
    public long totalBytes() {
      return 1000;
    }

    @Override
    public long usableBytes() {
      return 10;
    }
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
