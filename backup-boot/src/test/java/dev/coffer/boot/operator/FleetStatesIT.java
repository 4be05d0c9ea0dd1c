package dev.coffer.boot.operator;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.TestS3;
import dev.coffer.boot.Fleet;
import dev.coffer.boot.HastyMain;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.FaultyLine;
import dev.coffer.boot.process.FaultyLine.Fault;
import dev.coffer.boot.process.OperatorClient;
import dev.coffer.boot.process.OperatorClient.Totals;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator's list says of a vault in which everything that can be is, on two drives. */
class FleetStatesIT {

  private static final String FINISHED = "finished";
  private static final String PENDING = "pending";
  private static final String FAILED = "failed";

  @TempDir private Path folder;

  private final S3Config bucket = TestS3.freshBucket();
  private FaultyLine line;
  private Fleet fleet;
  private Appliance appliance;
  private OperatorClient operator;

  @BeforeEach
  void start() throws Exception {
    line = new FaultyLine(bucket.endpoint());
    fleet = Fleet.onDirectoryAndS3(folder, bucket, line.endpoint());
    ServedVault vault = fleet.start(HastyMain.class);
    appliance = fleet.register(vault);
    operator = new OperatorClient(vault);
  }

  @AfterEach
  void stop() throws IOException {
    operator.close();
    fleet.close();
    line.close();
  }

  private void awaitTotals(Map<String, Long> backups, Map<String, Long> copies) throws Exception {
    var expected = new Totals(backups, copies);
    try {
      eventually("these totals", () -> operator.totals().equals(expected));
    } catch (AssertionError e) {
      assertThat(operator.totals()).isEqualTo(expected);
      throw e;
    }
  }

  @Test
  void everyStateIsToldAsItIsAndAllTotalsAreRight() throws Exception {
    String first = Appliance.idOf(appliance.upload(Payloads.ofLength(1_000).bytes()));
    awaitTotals(Map.of(FINISHED, 1L), Map.of(FINISHED, 2L));

    line.fault(_ -> true, Fault.ANSWER_IS_LOST);
    Appliance.idOf(appliance.upload(Payloads.ofLength(1_000).bytes()));
    assertThat(operator.totals().backups()).isEqualTo(Map.of(FINISHED, 1L, PENDING, 1L));
    awaitTotals(Map.of(FINISHED, 1L, FAILED, 1L), Map.of(FINISHED, 3L, FAILED, 1L));

    appliance.announce(1_000).close();
    awaitTotals(Map.of(FINISHED, 1L, FAILED, 2L), Map.of(FINISHED, 3L, FAILED, 2L));

    try (Socket _ = appliance.announce(1_000)) {
      awaitTotals(
          Map.of(FINISHED, 1L, FAILED, 2L, PENDING, 1L),
          Map.of(FINISHED, 3L, FAILED, 2L, PENDING, 1L));

      damage(first);
      awaitTotals(Map.of(FAILED, 3L, PENDING, 1L), Map.of(FINISHED, 2L, FAILED, 3L, PENDING, 1L));
      assertThat(operator.list("/api/backups?status=failed")).hasSize(3);
      assertThat(operator.list("/api/backups?status=pending")).hasSize(1);
      assertThat(operator.list("/api/backups?status=finished")).isEmpty();

      line.heal();
      awaitTotals(
          Map.of(FINISHED, 2L, FAILED, 1L, PENDING, 1L),
          Map.of(FINISHED, 4L, FAILED, 1L, PENDING, 1L));
    }
    awaitTotals(Map.of(FINISHED, 2L, FAILED, 2L), Map.of(FINISHED, 4L, FAILED, 2L));
  }

  /** On the first drive; whoever fetches it finds out. */
  private void damage(String id) throws Exception {
    Files.write(fleet.filesNamed(id).getFirst(), new byte[1_000]);
    try (InputStream body = appliance.download(id).body()) {
      body.readAllBytes();
    } catch (IOException expected) {
      assertThat(expected).isNotNull();
    }
  }
}
