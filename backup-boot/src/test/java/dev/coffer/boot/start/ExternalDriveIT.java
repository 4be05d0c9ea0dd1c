package dev.coffer.boot.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.boot.ExternalDrives;
import dev.coffer.boot.Main;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program of somebody else's with a drive that this one does not know. */
class ExternalDriveIT {

  private static final String ELSEWHERE = "ELSEWHERE";

  @TempDir private Path temporary;

  /** The {@code main} of that program. */
  static final class BringsADrive {

    private BringsADrive() {}

    public static void main(String[] arguments) {
      var place = FilesystemConfig.of(Path.of(System.getenv(ELSEWHERE)));
      Main.run(
          ExternalDrives.none()
              .withDrive("archive", driveId -> new FilesystemBlobStore(place, driveId)),
          arguments);
    }
  }

  private Map<String, String> configuration(String label) {
    return Map.of(
        "COFFER_DRIVES_0_PROVIDER",
        "external",
        "COFFER_DRIVES_0_LABEL",
        label,
        ELSEWHERE,
        temporary.resolve("elsewhere").toString());
  }

  @Test
  void backupsAreStoredOnTheDriveThatWasHandedOver() throws Exception {
    Path data = ServedVault.dataIn(temporary);
    Payload payload = Payloads.ofLength(1000);
    try (var vault = ServedVault.start(BringsADrive.class, data, configuration("archive"))) {
      String id = Appliance.idOf(vault.firstSystem().upload(payload.bytes()));

      assertThat(vault.firstSystem().download(id).body()).hasBinaryContent(payload.bytes());
      assertThat(temporary.resolve("elsewhere").resolve(".vault").resolve("drive")).exists();
    }
  }

  @Test
  void aLabelThatNothingWasHandedOverForIsNamed() throws Exception {
    Path data = ServedVault.dataIn(temporary);

    Process process = ServedVault.launch(BringsADrive.class, data, configuration("attic"));

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(ServedVault.log(data)))
        .contains("no adapter for the external drive \"attic\"", "[archive]");
  }
}
