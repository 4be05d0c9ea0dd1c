package dev.coffer.boot.faults;

import static dev.coffer.boot.process.Eventually.eventually;

import dev.coffer.boot.FailpointMain;
import dev.coffer.boot.check.CheckProgram;
import dev.coffer.boot.check.ClientEvent;
import dev.coffer.boot.check.ClientLog;
import dev.coffer.boot.check.Evidence;
import dev.coffer.boot.check.Folder;
import dev.coffer.boot.check.Report;
import dev.coffer.boot.check.VaultCheck;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Random operations and random faults on one vault, beside a model of what must be there. The seed
 * is printed: the same seed makes the same operations and faults in the same order.
 *
 * <p>A request without a reply leaves open what became of it, so a backup that nobody knows may
 * appear for each such upload. Once it was listed, it belongs to the model like any other.
 */
public final class Soak implements AutoCloseable {

  private static final int LARGEST = 200_000;

  /** Operations between two looks at the whole vault. */
  private static final int ROUND = 20;

  private final Path folder;
  private final Path data;
  private final Path known;
  private final Random random;
  private final PrintStream out;
  private final Trap trap;

  /** What must be listed: digests by the ids of backups. */
  private final Map<String, String> model = new HashMap<>();

  private final Set<String> deleted = new HashSet<>();
  private ServedVault vault;

  /** Uploads that may have been stored without a reply. */
  private int unanswered;

  private int operations;
  private int faults;

  /** On an empty folder. */
  public Soak(Path folder, long seed, PrintStream out) throws IOException {
    out.println("seed " + seed);
    this.folder = folder;
    this.out = out;
    this.random = new Random(seed);
    this.data = ServedVault.dataIn(folder);
    this.known = folder.resolve("client.log");
    this.trap = new Trap(Files.createDirectory(folder.resolve("trap")));
    this.vault = start();
  }

  /** {@code Soak FOLDER MINUTES [SEED]}: exits with 1 at the first violation. */
  public static void main(String[] arguments) throws Exception {
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : new SecureRandom().nextLong();
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Instant end = Instant.now().plus(Duration.ofMinutes(Long.parseLong(arguments[1])));
    try (var soak = new Soak(folder, seed, System.out)) {
      while (Instant.now().isBefore(end)) {
        soak.round();
      }
    }
  }

  private ServedVault start() {
    return ServedVault.start(
        FailpointMain.class,
        data,
        FailpointMain.environment(
            folder.resolve("trap"),
            folder.resolve("first").toString(),
            folder.resolve("second").toString()));
  }

  /** Operations with faults among them, and then a look at everything. */
  public void round() throws Exception {
    try (ClientLog log = ClientLog.open(known)) {
      for (int i = 0; i < ROUND; i++) {
        if (random.nextInt(4) == 0) {
          fault();
        }
        operation(log);
        if (!vault.isRunning()) {
          vault = start();
        }
      }
    }
    trap.letGo();
    check();
    out.printf(
        "%d operations, %d faults, %d backups: all holds%n", operations, faults, model.size());
  }

  private void fault() throws IOException {
    faults++;
    if (random.nextInt(5) == 0) {
      vault.kill();
      vault = start();
    } else if (trap.isSprung()) {
      trap.letGo();
      Failpoint.Mode[] modes = Failpoint.Mode.values();
      Failpoint[] points = Failpoint.values();
      trap.set(points[random.nextInt(points.length)], modes[random.nextInt(modes.length)]);
    }
  }

  private void operation(ClientLog log) throws Exception {
    operations++;
    int kind = random.nextInt(10);
    List<String> ids = model.keySet().stream().sorted().toList();
    Optional<String> any =
        ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
    try {
      if (kind < 6 || any.isEmpty()) {
        upload(log);
      } else if (kind < 8) {
        download(any.get());
      } else {
        delete(log, any.get());
      }
    } catch (IOException e) {
      // The process has ended, or is about to.
    }
  }

  private void upload(ClientLog log) throws IOException, InterruptedException {
    Payload payload = Payloads.ofLength(1 + random.nextInt(LARGEST));
    Appliance appliance = vault.firstSystem();
    Instant sent = Instant.now();
    unanswered++;
    HttpResponse<String> reply = appliance.upload(payload.bytes());
    if (reply.statusCode() == 201) {
      unanswered--;
      String id = Appliance.idOf(reply);
      String sha256 = payload.sha256().hex();
      log.append(
          new ClientEvent.Stored(
              appliance.key(), "", id, payload.length(), sha256, "", sent, Instant.now()));
      model.put(id, sha256);
    } else {
      log.append(new ClientEvent.Refused(reply.statusCode(), reply.body(), false, Instant.now()));
    }
  }

  /**
   * Of a backup that was acknowledged: it may be unavailable for a moment, and never another one.
   */
  private void download(String id) throws IOException, InterruptedException {
    var reply = vault.firstSystem().download(id);
    try (var body = reply.body()) {
      if (reply.statusCode() == 200) {
        expect(Payloads.sha256Of(body).hex().equals(model.get(id)), "other bytes of " + id);
      } else {
        expect(reply.statusCode() == 503, "download of " + id + ": " + reply.statusCode());
      }
    } catch (UncheckedIOException e) {
      // Cut: no wrong bytes were taken for the backup.
    }
  }

  private void delete(ClientLog log, String id) throws IOException {
    FailpointMain.delete(data, id);
    log.append(new ClientEvent.Deleted(id, Instant.now()));
    model.remove(id);
    deleted.add(id);
  }

  /** Once nothing is under way. */
  private void check() throws Exception {
    try (Connection index = CheckProgram.embeddedIndexOf(data)) {
      eventually("settled", () -> Settling.unsettled(index) == 0);
      Evidence evidence =
          Evidence.of(
                  List.of(Folder.of(folder.resolve("first")), Folder.of(folder.resolve("second"))))
              .with(ClientLog.read(known))
              .withTexts(List.of(ServedVault.log(data)), List.of(vault.firstSystem().secret()));
      Report report = VaultCheck.run(index, evidence);
      expect(report.holds(), report.print());
    }
    compareWithModel();
  }

  private void compareWithModel() throws IOException, InterruptedException {
    List<String> listed = vault.firstSystem().listedIds();
    List<String> lost = new ArrayList<>(model.keySet());
    lost.removeAll(listed);
    expect(lost.isEmpty(), "not listed: " + lost);
    expect(listed.stream().noneMatch(deleted::contains), "listed again after its deletion");
    List<String> appeared = new ArrayList<>(listed);
    appeared.removeAll(model.keySet());
    expect(appeared.size() <= unanswered, "nobody has sent one of " + appeared);
    unanswered -= appeared.size();
    for (String id : appeared) {
      try (var body = vault.firstSystem().download(id).body()) {
        model.put(id, Payloads.sha256Of(body).hex());
      }
    }
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  @Override
  public void close() throws IOException {
    trap.letGo();
    vault.close();
  }
}
