package dev.coffer.adapter.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.adapter.cli.TargetFile;
import dev.coffer.adapter.cli.VaultAccess.RemoteAddress;
import dev.coffer.application.UserError;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.download.Download;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.testkit.fixture.TestVault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {

  private static final String ID = "01a20129-ae65-7046-8342-4bb9fb62f15a";
  private static final byte[] BYTES = "the bytes".getBytes(StandardCharsets.UTF_8);

  private final FakeVault vault = new FakeVault();
  private final List<Fleet.Query> queries = new ArrayList<>();

  @TempDir private Path folder;

  private static FleetBackup backup(String key, Instant receivedAt, long size) {
    var copy =
        new Copy(
            UUID.fromString("b4c3f1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1b"),
            new UUID(0, 1),
            CopyStatus.FINISHED,
            1,
            Optional.of("was\naway"));
    return new FleetBackup(
        new BackupRef(new BackupId(UUID.fromString(ID)), BackupExtension.TAR_GZ),
        "default",
        new UUID(0, 2),
        new SystemId(key),
        "Desk",
        BackupState.AVAILABLE,
        7,
        new Filename("b.tar.gz"),
        new MediaType("application/gzip"),
        Optional.of(new ByteSize(size)),
        Optional.of(new Sha256("6d".repeat(32))),
        receivedAt,
        receivedAt,
        Optional.empty(),
        false,
        List.of(
            new FleetCopy(
                copy,
                "main",
                "local",
                Optional.of("o/k"),
                receivedAt,
                receivedAt,
                Optional.of(receivedAt))));
  }

  private static FleetBackup backup() {
    return backup("NETH-1", Instant.parse("2020-11-22T10:00:00.5Z"), 1536 << 10);
  }

  /** Has this many backups, all the same. */
  private void has(int count) {
    vault.page =
        (operator, query) -> {
          queries.add(query);
          int begun = queries.subList(0, queries.size() - 1).stream().mapToInt(q -> q.max()).sum();
          int page = Math.min(query.max(), count - begun);
          List<FleetBackup> backups = Collections.nCopies(page, backup());
          return new Fleet.Page(
              backups,
              begun + page < count ? Optional.of(backups.getLast().place()) : Optional.empty());
        };
  }

  @Test
  void theListFits80ColumnsAndCutsLongKeysInTheMiddle() {
    var longKey = "NETH-" + "0".repeat(50) + "-77C1";
    vault.page =
        (operator, query) ->
            new Fleet.Page(
                List.of(backup(), backup(longKey, Instant.now(), (1L << 30) - 1)),
                Optional.empty());

    var lines = vault.run("backup", "list").out().lines().toList();

    assertThat(lines).hasSize(3).allMatch(line -> line.length() <= 80);
    assertThat(lines.get(1)).isEqualTo(ID + "  finished  2020-11-22   1.5 MiB   NETH-1");
    assertThat(lines.get(2))
        .matches(ID + "  finished  \\d\\d-\\d\\d \\d\\d:\\d\\d  1024 MiB  NETH-?.*….*C1");
  }

  @Test
  void theListIsOfFiftyUnlessMoreAreAskedFor() {
    has(1200);

    var fifty = vault.run("backup", "list");
    queries.clear();
    var some = vault.run("backup", "list", "--limit", "700");
    List<Fleet.Query> pagesOfSome = List.copyOf(queries);
    queries.clear();
    var all = vault.run("backup", "list", "--all", "--json");

    assertThat(fifty.out()).hasLineCount(51);
    assertThat(fifty.err()).isEqualTo("There are more. List them with --limit N or --all.\n");
    assertThat(some.out().lines().filter(line -> line.startsWith(ID))).hasSize(700);
    assertThat(pagesOfSome).hasSize(2);
    assertThat(all.out()).hasLineCount(1200);
    assertThat(all.err()).isEmpty();
  }

  @Test
  void everyOptionOfTheListIsAsked() {
    has(0);

    vault.run(
        "backup",
        "list",
        "--system",
        "NETH-1",
        "--organization",
        "Acme",
        "--status",
        "failed",
        "--label",
        "Desk",
        "--provider",
        "s3",
        "--since",
        "2026-11-20",
        "--until",
        "2026-11-22",
        "--limit",
        "9");

    assertThat(queries)
        .containsExactly(
            new Fleet.Query(
                new FleetFilter(
                    Optional.of(BackupStatus.FAILED),
                    Optional.of("Desk"),
                    Optional.of(new SystemId("NETH-1")),
                    Optional.of("Acme"),
                    Optional.of("s3"),
                    Optional.of(Instant.parse("2026-11-20T00:00:00Z")),
                    Optional.of(Instant.parse("2026-11-22T23:59:59Z"))),
                FleetOrder.NEWEST_FIRST,
                Optional.empty(),
                9));
  }

  @Test
  void aWrongArgumentIsWrongUsageAndIsNamed() {
    assertThat(vault.run("backup", "list", "--status", "lost").err())
        .contains("\"lost\" (expected: one of [pending, finished, failed])");
    assertThat(vault.run("backup", "list", "--since", "yesterday").err())
        .contains("\"yesterday\" (expected: 2026-11-22 or 2026-11-22T10:00:00Z)");
    assertThat(vault.run("backup", "list", "--all", "--limit", "3").code()).isEqualTo(2);
    assertThat(vault.run("backup", "list", "--limit", "0").err())
        .contains("\"0\" (expected: 1 or more)");
    assertThat(vault.run("backup", "list", "--limit", "few").code()).isEqualTo(2);
    assertThat(vault.run("backup", "show", "12").err()).contains("\"12\" (expected: a UUID");
    assertThat(vault.run("backup", "fetch").code()).isEqualTo(2);
    assertThat(vault.run("backup", "fetch", ID + ".exe").code()).isEqualTo(2);
    assertThat(vault.run("backup", "list", "--url", "vault").err())
        .contains("url: \"vault\" (expected: http:// or https://");
    assertThat(vault.run("backup").code()).isEqualTo(2);
    assertThat(vault.sessions).isZero();
  }

  @Test
  void showTellsOfEachCopy() {
    vault.show = (operator, id) -> Optional.of(backup());

    assertThat(vault.run("backup", "show", ID).out())
        .contains(
            "id            " + ID + "\nstatus        finished\nsystem        NETH-1\n",
            """
            drive         main (local)
            status        finished
            attempts      1
            last error    was away
            verified      2020-11-22T10:00:00Z
            path          o/k
            """);
    assertThat(vault.run("backup", "show", ID, "--json").out())
        .startsWith("{\"id\":\"" + ID + "\",\"status\":\"finished\",\"system\":\"NETH-1\",")
        .contains("\"size_bytes\":1572864,", "\"copies\":[{\"id\":\"b4c3f1a0-", "\"attempts\":1,")
        .hasLineCount(1);
  }

  @Test
  void showSaysWhenThereIsNone() {
    var run = vault.run("backup", "show", ID);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("coffer: there is no backup \"" + ID + "\"\n");
  }

  @Test
  void retryTellsHowManyCopies() {
    vault.retry = (operator, id) -> new Fleet.Retried(2);
    assertThat(vault.run("backup", "retry", ID).out())
        .isEqualTo("Failed copies of " + ID + " being retried: 2\n");
    assertThat(vault.run("backup", "retry", ID, "--json").out())
        .isEqualTo("{\"id\":\"" + ID + "\",\"copies\":2}\n");

    vault.retry = (operator, id) -> new Fleet.NotStored();
    assertThat(vault.run("backup", "retry", ID).err()).contains("was never stored");
    vault.retry = (operator, id) -> new Fleet.NotFound();
    assertThat(vault.run("backup", "retry", ID).code()).isEqualTo(1);
  }

  private void holds(byte[] bytes, Sha256 sha256) {
    vault.download = _ -> Optional.of(found(BYTES.length, sha256, Optional.of(bytes)));
  }

  private static Download found(long size, Sha256 sha256, Optional<byte[]> bytes) {
    return new Download(
        new Filename("b.tar.gz"),
        BackupExtension.TAR_GZ,
        new ByteSize(size),
        sha256,
        false,
        new Download.Content() {
          @Override
          public Optional<InputStream> whole() {
            return bytes.map(ByteArrayInputStream::new);
          }

          @Override
          public Optional<InputStream> range(long offset, long length) {
            throw new UnsupportedOperationException("the command fetches the whole");
          }
        });
  }

  private static Sha256 right() {
    try {
      return Sha256.of(MessageDigest.getInstance("SHA-256").digest(BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private List<Path> filesThere() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void fetchPutsTheFileThereWholeAndForItsOwnerAlone() throws IOException {
    holds(BYTES, right());
    Path target = folder.resolve("back.tar.gz");

    var run = vault.run("backup", "fetch", ID + ".tar.gz", "-o", target.toString());

    assertThat(run.out()).isEqualTo(target + "  9 B  sha256 verified\n");
    assertThat(target).hasBinaryContent(BYTES);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
    assertThat(filesThere()).containsExactly(target);
    assertThat(vault.asked).containsExactly("progress Fetching 9 BYTES");
  }

  @Test
  void fetchShowsNoProgressToProgramsOrWhoeverWantsNone() {
    holds(BYTES, right());

    var json =
        vault.run("backup", "fetch", ID, "-o", folder.resolve("a").toString(), "--json").out();
    vault.run("backup", "fetch", ID, "-o", folder.resolve("b").toString(), "--quiet");

    assertThat(json)
        .isEqualTo(
            "{\"id\":\"%s\",\"file\":\"%s\",\"size_bytes\":9,\"sha256\":\"%s\"}\n"
                .formatted(ID, folder.resolve("a"), right()));
    assertThat(vault.asked).isEmpty();
  }

  @Test
  void fetchToStandardOutputIsTheBytesAndNothingElse() {
    holds(BYTES, right());

    var run = vault.run("backup", "fetch", ID, "-o", "-");

    assertThat(run.code()).isZero();
    assertThat(vault.bytes.toByteArray()).isEqualTo(BYTES);
  }

  @Test
  void fetchToAnOutputThatBreaksOffFailsWithOneSentence() {
    holds(BYTES, right());
    var full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    var run = vault.runInto(full, "backup", "fetch", ID, "-o", "-");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "coffer: standard output cannot be written, so it is incomplete: No space left on device\n");
  }

  @Test
  void fetchNeverReplacesAFileUnlessItIsForced() throws IOException {
    holds(BYTES, right());
    Path target = Files.writeString(folder.resolve("back"), "precious");

    var refused = vault.run("backup", "fetch", ID, "-o", target.toString());

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo(
            "coffer: \""
                + target
                + "\" already exists. Choose another name, or replace it with --force.\n");
    assertThat(target).hasContent("precious");
    assertThat(vault.run("backup", "fetch", ID, "-o", target.toString(), "--force").code())
        .isZero();
    assertThat(target).hasBinaryContent(BYTES);
    assertThat(filesThere()).containsExactly(target);
  }

  @Test
  void aFileThatCameMeanwhileIsNotReplacedEither() throws IOException {
    Path target = folder.resolve("back");

    try (var file = TargetFile.create(target, false, new TestVault.TestIdentifiers())) {
      file.bytes().write(BYTES);
      Files.writeString(target, "precious");
      assertThatThrownBy(file::publish)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("exists");
    }

    assertThat(target).hasContent("precious");
    assertThat(filesThere()).containsExactly(target);
  }

  @Test
  void whatIsNotRightIsNotThere() throws IOException {
    Path target = folder.resolve("back");
    holds("the bytez".getBytes(StandardCharsets.UTF_8), right());
    var changed = vault.run("backup", "fetch", ID, "-o", target.toString());
    holds("the b".getBytes(StandardCharsets.UTF_8), right());
    var cut = vault.run("backup", "fetch", ID, "-o", target.toString());

    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.err()).contains("is not what was stored").hasLineCount(1);
    assertThat(cut.code()).isEqualTo(1);
    assertThat(filesThere()).isEmpty();
  }

  @Test
  void fetchSaysWhenThereIsNothingToFetch() {
    var unknown = vault.run("backup", "fetch", ID, "-o", folder.resolve("x").toString());
    vault.download = _ -> Optional.of(found(9, right(), Optional.empty()));
    var damaged = vault.run("backup", "fetch", ID, "-o", folder.resolve("x").toString());
    var nowhere = vault.run("backup", "fetch", ID, "-o", folder.resolve("no/such/x").toString());

    assertThat(unknown.err()).contains("there is no stored backup and no copy with the id");
    assertThat(damaged.err()).contains("is missing or damaged");
    assertThat(nowhere.err()).contains("there is no directory");
    assertThat(List.of(unknown.code(), damaged.code(), nowhere.code())).containsOnly(1);
  }

  private Path keyFile(String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve("operator.key"), "ck1_key\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void aVaultElsewhereIsAskedWithTheKeyOfTheFile() throws IOException {
    Path key = keyFile("rw-------");

    vault.run(
        "backup", "list", "--url", "https://vault.example:8443", "--api-key-file", key.toString());
    vault.environment.put("COFFER_URL", "https://vault.example:8443");
    vault.environment.put("COFFER_API_KEY_FILE", key.toString());
    vault.environment.put("COFFER_CA_FILE", "/etc/ca.pem");
    vault.run("backup", "list");

    assertThat(vault.asked)
        .extracting(asked -> ((RemoteAddress) asked).apiKey())
        .containsExactly(new Secret("ck1_key"), new Secret("ck1_key"));
    assertThat(((RemoteAddress) vault.asked.getLast()).caFile()).contains(Path.of("/etc/ca.pem"));
    assertThat(vault.closed).isEqualTo(2);
  }

  @Test
  void aKeyFileThatOthersMayReadIsRefusedWithItsMode() throws IOException {
    Path key = keyFile("rw-r-----");

    var run =
        vault.run(
            "backup", "list", "--url", "https://vault.example", "--api-key-file", key.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            ("coffer: the API key file \"%1$s\" has mode rw-r----- and must not be accessible to "
                    + "other users: run chmod 600 \"%1$s\"\n")
                .formatted(key));
    assertThat(vault.sessions).isZero();
  }

  @Test
  void aVaultElsewhereNeedsAKey() {
    assertThat(vault.run("backup", "list", "--url", "https://vault.example").err())
        .contains("requires an API key. Give it with --api-key-file or COFFER_API_KEY_FILE");
    assertThat(
            vault
                .run("backup", "list", "--url", "https://v.example", "--api-key-file", "/no/such")
                .err())
        .contains("there is no API key file \"/no/such\"");
  }

  @Test
  void plainHttpToAnotherMachineNeedsInsecure() throws IOException {
    Path key = keyFile("rw-------");

    var here =
        vault.run(
            "backup", "list", "--url", "http://127.0.0.1:8080", "--api-key-file", key.toString());
    var there =
        vault.run("backup", "list", "--url", "http://192.0.2.1", "--api-key-file", key.toString());
    var sessionsBefore = vault.sessions;
    var accepted =
        vault.run(
            "backup",
            "list",
            "--insecure",
            "--url",
            "http://192.0.2.1",
            "--api-key-file",
            key.toString());

    assertThat(here.err()).isEmpty();
    assertThat(there.code()).isEqualTo(1);
    assertThat(there.err())
        .isEqualTo(
            "coffer: with \"http://192.0.2.1\", others on the network can read the API key: use "
                + "https, or add --insecure\n");
    assertThat(sessionsBefore).isEqualTo(1);
    assertThat(accepted.err()).isEmpty();
    assertThat(vault.sessions).isEqualTo(2);
  }

  @Test
  void commandsOfTheConfiguredVaultAloneSaySo() {
    var option = vault.run("key", "list", "--url", "https://vault.example");
    vault.environment.put("COFFER_URL", "https://vault.example");

    assertThat(option.code()).isEqualTo(1);
    assertThat(option.err())
        .startsWith("coffer: \"coffer key list\" does not work on a remote vault");
    for (String command :
        List.of(
            "system list", "organization list", "drive list", "drive check", "scrub", "index")) {
      var run = vault.run(command.split(" ", -1));
      assertThat(run.code()).as(command).isEqualTo(1);
      assertThat(run.err())
          .contains("\"coffer " + command + "\" does not work on a remote vault")
          .hasLineCount(1);
    }
    assertThat(vault.run("config", "check").code()).isZero();
    assertThat(vault.sessions).isZero();
  }
}
