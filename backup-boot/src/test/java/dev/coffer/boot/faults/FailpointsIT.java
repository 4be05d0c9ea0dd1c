package dev.coffer.boot.faults;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.s3.StubS3;
import dev.coffer.boot.FailpointMain;
import dev.coffer.boot.check.CheckProgram;
import dev.coffer.boot.check.ClientEvent;
import dev.coffer.boot.check.DriveContents;
import dev.coffer.boot.check.Evidence;
import dev.coffer.boot.check.Folder;
import dev.coffer.boot.check.Report;
import dev.coffer.boot.check.VaultCheck;
import dev.coffer.boot.faults.Failpoint.Mode;
import dev.coffer.boot.faults.Failpoint.Work;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.domain.ByteSize;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each step of each protocol is followed by each kind of failure, in a process of its own. */
@Tag("faults")
@Timeout(900)
class FailpointsIT {

  private static final int LENGTH = 100_000;

  @TempDir private Path temporary;

  private final List<ClientEvent> events = new ArrayList<>();
  private Path data;
  private Trap trap;
  private StubS3 bucket;

  /** One after the other: each but the last has ended. */
  private final List<ServedVault> vaults = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    data = ServedVault.dataIn(temporary);
    trap = new Trap(Files.createDirectory(temporary.resolve("trap")));
    bucket = new StubS3();
  }

  @AfterEach
  void stop() {
    vaults.forEach(ServedVault::close);
    bucket.close();
  }

  private ServedVault vault() {
    return vaults.getLast();
  }

  private void start(String first) {
    vaults.add(
        ServedVault.start(
            FailpointMain.class,
            data,
            FailpointMain.environment(
                temporary.resolve("trap"), first, temporary.resolve("second").toString())));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void onFoldersNothingThatWasAcknowledgedIsLost(Mode mode) throws Exception {
    Path first = temporary.resolve("first");
    start(first.toString());

    failEverywhere(mode, first.toString(), () -> Folder.of(first));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void onABucketNothingThatWasAcknowledgedIsLost(Mode mode) throws Exception {
    String endpoint = bucket.config(new ByteSize(1 << 20)).endpoint().toString();
    start(endpoint);

    failEverywhere(mode, endpoint, () -> new Bucket(bucket));
  }

  private interface Reading {
    DriveContents drive() throws IOException;
  }

  private void failEverywhere(Mode mode, String place, Reading first) throws Exception {
    for (Failpoint point : Failpoint.values()) {
      String fault = point + " " + mode;
      int before = vault().firstSystem().listedIds().size();
      Optional<String> victim =
          point.work() == Work.PURGE ? Optional.of(store().orElseThrow()) : Optional.empty();
      settle(fault, first);
      trap.set(point, mode);

      Optional<String> answered = work(point.work(), victim);
      eventually("reached " + fault, trap::isSprung);
      switch (mode) {
        case HALT -> {
          eventually("the end of the process at " + fault, () -> !vault().isRunning());
          start(place);
        }
        case HANG -> {
          assertThat(vault().firstSystem().list().statusCode()).as(fault).isEqualTo(200);
          trap.letGo();
        }
        case THROW -> assertThat(vault().isRunning()).as(fault).isTrue();
      }

      settle(fault, first);
      boolean isKept = answered.isPresent() || isRolledForward(point, mode);
      int expected = before + (point.work() != Work.PURGE && isKept ? 1 : 0);
      assertThat(vault().firstSystem().listedIds()).as(fault).hasSize(expected);
      // And it works as it did.
      assertThat(store()).as(fault).isPresent();
    }
  }

  /** All that an upload needs was on the drive when its process ended. */
  private static boolean isRolledForward(Failpoint point, Mode mode) {
    return point == Failpoint.MANIFEST_STORED && mode == Mode.HALT;
  }

  /** The id of what was stored or deleted, if that was confirmed. */
  private Optional<String> work(Work work, Optional<String> victim) throws Exception {
    return switch (work) {
      case UPLOAD, COPY -> store();
      case PURGE -> delete(victim.orElseThrow());
    };
  }

  private Optional<String> store() throws InterruptedException {
    Appliance appliance = vault().firstSystem();
    Payload payload = Payloads.ofLength(LENGTH);
    Instant sent = Instant.now();
    try {
      HttpResponse<String> reply = appliance.upload(payload.bytes());
      if (reply.statusCode() != 201) {
        events.add(new ClientEvent.Refused(reply.statusCode(), reply.body(), false, Instant.now()));
        return Optional.empty();
      }
      String id = Appliance.idOf(reply);
      events.add(
          new ClientEvent.Stored(
              appliance.key(), "", id, LENGTH, payload.sha256().hex(), "", sent, Instant.now()));
      return Optional.of(id);
    } catch (IOException e) {
      // The process has ended.
      return Optional.empty();
    }
  }

  private Optional<String> delete(String id) {
    FailpointMain.delete(data, id);
    events.add(new ClientEvent.Deleted(id, Instant.now()));
    return Optional.of(id);
  }

  /** Until nothing is under way; then everything must hold. */
  private void settle(String fault, Reading first) throws Exception {
    try (Connection index = CheckProgram.embeddedIndexOf(data)) {
      eventually("settled after " + fault, () -> Settling.unsettled(index) == 0);
      Evidence evidence =
          Evidence.of(List.of(first.drive(), Folder.of(temporary.resolve("second"))))
              .with(events)
              .withTexts(List.of(ServedVault.log(data)), List.of(vault().firstSystem().secret()));
      Report report = VaultCheck.run(index, evidence);
      assertThat(report.holds()).as("%s%n%s", fault, report.print()).isTrue();
    }
  }
}
