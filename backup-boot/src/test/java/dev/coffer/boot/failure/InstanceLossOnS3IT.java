package dev.coffer.boot.failure;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.TestS3;
import dev.coffer.boot.Fleet;
import dev.coffer.boot.HastyMain;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.AtOnce;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances whose drive is a bucket, where nothing of an upload is seen until it is whole. */
class InstanceLossOnS3IT {

  @TempDir private Path folder;

  private final S3Config bucket = TestS3.freshBucket();
  private Fleet fleet;
  private ServedVault a;
  private ServedVault b;

  @BeforeEach
  void start() throws Exception {
    fleet = Fleet.onS3(folder, bucket);
    List<ServedVault> both =
        AtOnce.atOnce(
            List.of(() -> fleet.start(HastyMain.class), () -> fleet.start(HastyMain.class)));
    a = both.getFirst();
    b = both.getLast();
  }

  @AfterEach
  void stop() throws IOException {
    fleet.close();
  }

  @Test
  void anInstanceThatStoodStillInABodyLeavesNoObjectAndServesOn() throws Exception {
    Appliance atA = fleet.register(a);
    Appliance atB = atA.at(b.base());
    Payload payload = Payloads.ofLength(2_000_000);
    byte[] bytes = payload.bytes();
    try (Socket upload = atA.announce(bytes.length)) {
      upload.getOutputStream().write(bytes, 0, bytes.length / 2);
      eventually("begun", () -> fleet.states(atA).equals(List.of("uploading")));
      a.pause();
      eventually("taken back", () -> fleet.states(atA).equals(List.of("failed")));
      a.resume();
      upload.getOutputStream().write(bytes, bytes.length / 2, bytes.length / 2);

      assertThat(Appliance.replyOn(upload)).doesNotStartWith("HTTP/1.1 2");
    }

    assertThat(fleet.objectsIn(bucket, atA)).isEmpty();
    assertThat(fleet.reserved(atA)).isZero();
    String stored = Appliance.idOf(atA.upload(bytes));
    assertThat(fleet.objectsIn(bucket, atA)).hasSize(2);
    assertThat(atB.listedIds()).containsExactly(stored);
    assertThat(Payloads.sha256Of(atB.download(stored).body())).isEqualTo(payload.sha256());
    assertThat(atB.delete(stored).statusCode()).isEqualTo(200);
    assertThat(atA.listedIds()).isEmpty();
  }
}
