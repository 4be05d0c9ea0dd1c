package dev.coffer.boot.failure;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.TestS3;
import dev.coffer.boot.Fleet;
import dev.coffer.boot.HastyMain;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.FaultyLine;
import dev.coffer.boot.process.FaultyLine.Fault;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two drives, a directory and a bucket, of which one goes wrong. */
class DriveLossIT {

  @TempDir private Path folder;

  private final S3Config bucket = TestS3.freshBucket();
  private FaultyLine line;
  private Fleet fleet;
  private ServedVault instance;
  private Appliance appliance;

  @BeforeEach
  void start() throws IOException {
    line = new FaultyLine(bucket.endpoint());
    fleet = Fleet.onDirectoryAndS3(folder, bucket, line.endpoint());
    instance = fleet.start(HastyMain.class);
    appliance = fleet.register(instance);
  }

  @AfterEach
  void stop() throws IOException {
    fleet.close();
    line.close();
  }

  private void awaitCopies(int backups) throws Exception {
    eventually(
        "all copies",
        () ->
            fleet.statuses(appliance).stream().filter("finished"::equals).count() == backups
                && fleet.statuses(appliance).size() == backups);
  }

  @Test
  void whileTheSecondDriveIsGoneUploadsGoOnAndAllCopiesFollow() throws Exception {
    appliance.upload(Payloads.ofLength(1_000).bytes());
    awaitCopies(1);
    line.fault(_ -> true, Fault.ANSWER_IS_LOST);
    List<String> stored = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stored.add(Appliance.idOf(appliance.upload(Payloads.ofLength(1_000).bytes())));
    }

    assertThat(fleet.statuses(appliance)).endsWith("pending", "pending", "pending");
    eventually("failed after its tries", () -> fleet.statuses(appliance).contains("failed"));
    assertThat(appliance.listedIds()).containsAll(stored);
    line.heal();

    awaitCopies(11);
    assertThat(fleet.rows("select last_error from catalog.copy where last_error is not null"))
        .isEmpty();
  }

  @Test
  void aFlippedByteIsServedFromTheOtherDriveAtTheSecondTryAndHeals() throws Exception {
    Payload payload = Payloads.ofLength(3_000_000);
    String id = Appliance.idOf(appliance.upload(payload.bytes()));
    awaitCopies(1);
    Path file = fleet.filesNamed(id).getFirst();
    byte[] flipped = payload.bytes();
    flipped[2_000_000] ^= 1;
    Files.write(file, flipped, StandardOpenOption.WRITE);

    boolean firstWasWhole = true;
    try (InputStream body = appliance.download(id).body()) {
      body.readAllBytes();
    } catch (IOException e) {
      firstWasWhole = false;
    }

    assertThat(firstWasWhole).isFalse();
    assertThat(Payloads.sha256Of(appliance.download(id).body())).isEqualTo(payload.sha256());
    awaitCopies(1);
    try (InputStream healed = Files.newInputStream(fleet.filesNamed(id).getFirst())) {
      assertThat(Payloads.sha256Of(healed)).isEqualTo(payload.sha256());
    }
    assertThat(appliance.list().body()).doesNotContain("damaged");
  }

  /** The directories on a drive that name this system, by their keys. */
  private List<String> directories(String drive, Appliance system) throws Exception {
    return fleet.rows(
        """
        select '.vault/directory/' || o.organization_id || '/' || o.number
          from vault.directory_object o
          join vault.drive d on d.id = o.drive_id
          join vault.managed_system s on s.organization_id = o.organization_id
         where d.label = ?
           and s.key = ?
           and o.written_at is not null
        """,
        drive,
        system.key());
  }

  @Test
  void eachDriveIsToldOfASystemAndTheOneThatIsAwayLater() throws Exception {
    line.fault(_ -> true, Fault.ANSWER_IS_LOST);
    Appliance told = fleet.register(instance);

    eventually("told to the directory", () -> !directories("shared", told).isEmpty());
    Path directory = folder.resolve("drive").resolve(directories("shared", told).getLast());
    assertThat(Files.readString(directory)).contains(told.key());
    assertThat(directories("second", told)).isEmpty();
    line.heal();

    eventually("told to the bucket", () -> !directories("second", told).isEmpty());
  }
}
