package dev.coffer.boot.failure;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Fleet;
import dev.coffer.boot.HastyMain;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One instance is killed, or stands still beyond its leases; the other one settles its uploads. */
class InstanceLossIT {

  private static final int LENGTH = 2_000_000;

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ServedVault b;

  private static ServedVault a;

  private Appliance atA;
  private Appliance atB;

  @BeforeAll
  static void startFleet() throws IOException {
    fleet = Fleet.onSharedDirectory(folder);
    a = fleet.start(HastyMain.class);
    b = fleet.start(HastyMain.class);
  }

  @AfterAll
  static void stopFleet() throws IOException {
    fleet.close();
  }

  @BeforeEach
  void startTheOneThatWasKilled() {
    if (!a.isRunning()) {
      a = fleet.start(HastyMain.class);
    }
    a.resume();
    atA = fleet.register(a);
    atB = atA.at(b.base());
  }

  @Test
  void anUploadOfAKilledInstanceIsTakenBackByTheOther() throws Exception {
    String attempt;
    try (Socket _ = beginThroughA(Payloads.ofLength(LENGTH).bytes())) {
      attempt = attempt();
      a.kill();
    }

    eventually("taken back", () -> fleet.states(atA).equals(List.of("failed")));
    var retry = atB.upload(Payloads.ofLength(LENGTH).bytes());

    assertThat(fleet.filesNamed(attempt)).isEmpty();
    assertThat(fleet.reserved(atA)).isZero();
    assertThat(atB.listedIds()).containsExactly(Appliance.idOf(retry));
  }

  @Test
  void anInstanceThatStoodStillInABodyCommitsNothingAndServesOn() throws Exception {
    byte[] bytes = Payloads.ofLength(LENGTH).bytes();
    try (Socket upload = beginThroughA(bytes)) {
      String attempt = attempt();
      a.pause();
      eventually("rolled back", () -> fleet.states(atA).equals(List.of("failed")));
      // The index comes first, the bytes after it.
      eventually("its bytes are gone", () -> fleet.filesNamed(attempt).isEmpty());
      assertThat(fleet.reserved(atA)).isZero();

      a.resume();
      sendRest(upload, bytes);

      assertThat(Appliance.replyOn(upload)).doesNotStartWith("HTTP/1.1 2");
      assertThat(atB.listedIds()).isEmpty();
      assertThat(fleet.states(atA)).containsExactly("failed");
      lookAgainNow(attempt);
      assertThat(fleet.filesNamed(attempt)).isEmpty();
      assertThat(fleet.reserved(atA)).isZero();
    }
    String stored = Appliance.idOf(atA.upload(bytes));
    assertThat(atB.listedIds()).containsExactly(stored);
  }

  /** The system's row is held by the test, so that A waits for it in the middle of its commit. */
  @Test
  void anInstanceThatStoodStillInItsCommitIsCompletedByTheOtherOnce() throws Exception {
    Payload payload = Payloads.ofLength(LENGTH);
    byte[] bytes = payload.bytes();
    String reply;
    try (Socket upload = beginThroughA(bytes)) {
      try (Connection holder = fleet.connect()) {
        holdSystem(holder);
        sendRest(upload, bytes);
        eventually("a commit that waits", () -> !waiting().isEmpty());
        a.pause();
        // A's statement is refused after its lock_timeout, which nobody is there to read.
        eventually("nobody that waits", () -> waiting().isEmpty());
      }
      eventually("completed", () -> fleet.states(atA).equals(List.of("available")));
      a.resume();
      reply = Appliance.replyOn(upload);
    }

    List<String> listed = atB.listedIds();
    assertThat(listed).hasSize(1);
    assertThat(Payloads.sha256Of(atB.download(listed.getFirst()).body()))
        .isEqualTo(payload.sha256());
    assertThat(fleet.reserved(atA)).isZero();
    assertThat(reply)
        .satisfiesAnyOf(
            stored -> assertThat(Appliance.idsIn(stored)).isEqualTo(listed),
            unknown -> assertThat(unknown).startsWith("HTTP/1.1 503"));
    assertThat(Appliance.idOf(atA.upload(bytes))).isNotEqualTo(listed.getFirst());
  }

  private Socket beginThroughA(byte[] bytes) throws Exception {
    Socket upload = atA.announce(bytes.length);
    upload.getOutputStream().write(bytes, 0, bytes.length / 2);
    eventually("begun", () -> fleet.states(atA).equals(List.of("uploading")));
    String attempt = attempt();
    eventually("a temporary file", () -> !fleet.filesNamed(attempt).isEmpty());
    return upload;
  }

  private static void sendRest(Socket upload, byte[] bytes) throws IOException {
    int half = bytes.length / 2;
    try {
      upload.getOutputStream().write(bytes, half, bytes.length - half);
    } catch (IOException e) {
      // It has been refused meanwhile; the reply tells.
    }
  }

  private String attempt() throws SQLException {
    return fleet
        .rows(
            """
            select b.id
              from vault.backup b
              join vault.managed_system s on s.id = b.system_id
             where s.key = ?
            """,
            atA.key())
        .getFirst();
  }

  private void holdSystem(Connection holder) throws SQLException {
    holder.setAutoCommit(false);
    try (PreparedStatement lock =
        holder.prepareStatement("select id from vault.managed_system where key = ? for update")) {
      lock.setString(1, atA.key());
      lock.execute();
    }
  }

  private static List<String> waiting() throws SQLException {
    return fleet.rows("select pid from pg_locks where not granted");
  }

  /** Brings the look after a day forward, and lets two passes go by. */
  private static void lookAgainNow(String attempt) throws Exception {
    for (int pass = 0; pass < 2; pass++) {
      fleet.update(
          """
          update vault.backup
             set look_again_at = clock_timestamp(), updated_at = updated_at - interval '1 day'
           where id = ?::uuid
          """,
          attempt);
      eventually(
          "looked at again",
          () ->
              fleet
                      .rows(
                          "select id from vault.backup where id = ?::uuid and look_again_at is null",
                          attempt)
                      .size()
                  == 1);
    }
  }
}
