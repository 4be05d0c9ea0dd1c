package dev.coffer.boot.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.TestS3;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.boot.process.FaultyLine;
import dev.coffer.boot.process.FaultyLine.Fault;
import dev.coffer.boot.process.VaultOnS3;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Uploads to the S3 store that the tests of this machine have, over a line that loses answers,
 * stands still or breaks. What must hold is that of {@link VaultOnFaultyS3IT}, looked at in the
 * store itself.
 */
@Timeout(120)
class VaultBehindFaultyLineIT {

  /** Two parts, and more than the buffers on the way. */
  private static final int LENGTH = 24 << 20;

  private static final S3Config.Timeouts SHORT =
      new S3Config.Timeouts(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          new ByteSize(1 << 20));

  private static PostgresIndex index;

  private final S3Config direct = TestS3.freshBucket();
  private final FaultyLine line;

  VaultBehindFaultyLineIT() throws IOException {
    line = new FaultyLine(direct.endpoint());
  }

  /** How the bytes go to the store. */
  enum Way {
    ONE_REQUEST(5L << 30),
    PARTS(1 << 20);

    private final long multipartAbove;

    Way(long multipartAbove) {
      this.multipartAbove = multipartAbove;
    }
  }

  /** Which requests the line breaks at: their first line. */
  enum At {
    PUT("PUT /(?!.*/\\.vault/)[^?]* HTTP.*"),
    CREATE("POST /.*\\?uploads.*"),
    PART("PUT /.*[?&]partNumber=2&.*"),
    COMPLETE("POST /.*[?&]uploadId=.*"),
    HEAD("HEAD /.*"),
    MANIFEST("PUT /.*/\\.vault/manifests/.*");

    private final String requestLine;

    At(String requestLine) {
      this.requestLine = requestLine;
    }

    boolean matches(String line) {
      return line.matches(requestLine);
    }
  }

  @BeforeAll
  static void open() {
    TestPostgres.Database database = TestIndex.migratedDatabase();
    index =
        PostgresIndex.open(
            new PostgresConfig(
                database.jdbcUrl(),
                database.user(),
                new Secret(database.password()),
                PostgresConfig.DEFAULT_POOL_SIZE));
  }

  @AfterAll
  static void closeIndex() {
    index.close();
  }

  @AfterEach
  void closeLine() throws IOException {
    line.close();
  }

  static Stream<Arguments> seenThrough() {
    return Stream.of(
        arguments(Way.ONE_REQUEST, At.PUT, Fault.ANSWER_IS_LOST),
        arguments(Way.ONE_REQUEST, At.PUT, Fault.ANSWER_HANGS),
        arguments(Way.ONE_REQUEST, At.MANIFEST, Fault.ANSWER_IS_LOST),
        arguments(Way.ONE_REQUEST, At.MANIFEST, Fault.ANSWER_HANGS),
        arguments(Way.PARTS, At.COMPLETE, Fault.ANSWER_IS_LOST),
        arguments(Way.PARTS, At.COMPLETE, Fault.ANSWER_HANGS));
  }

  @ParameterizedTest
  @MethodSource("seenThrough")
  void whatWasDoneIsASuccessThoughTheAnswerNeverCame(Way way, At at, Fault fault) {
    VaultOnS3 vault = vault(way);
    line.fault(at::matches, fault);
    Payload payload = Payloads.ofLength(LENGTH);

    StoredBackup stored = vault.uploadStored(payload);

    line.heal();
    vault.recoverTwice();
    assertThat(vault.listed()).containsExactly(stored.backup());
    vault.assertDownloads(stored.backup(), payload);
    assertNothingIsOrphaned(vault);
  }

  static Stream<Arguments> notSeenThrough() {
    return Stream.of(
        arguments(Way.ONE_REQUEST, At.PUT, Fault.REQUEST_HANGS),
        arguments(Way.ONE_REQUEST, At.PUT, Fault.REQUEST_IS_CUT),
        arguments(Way.ONE_REQUEST, At.HEAD, Fault.ANSWER_HANGS),
        arguments(Way.PARTS, At.CREATE, Fault.ANSWER_IS_LOST),
        arguments(Way.PARTS, At.CREATE, Fault.ANSWER_HANGS),
        arguments(Way.PARTS, At.PART, Fault.ANSWER_IS_LOST),
        arguments(Way.PARTS, At.PART, Fault.ANSWER_HANGS),
        arguments(Way.PARTS, At.PART, Fault.REQUEST_HANGS),
        arguments(Way.PARTS, At.PART, Fault.REQUEST_IS_CUT),
        arguments(Way.PARTS, At.HEAD, Fault.ANSWER_HANGS));
  }

  @ParameterizedTest
  @MethodSource("notSeenThrough")
  void whatDidNotArriveIsUnavailability(Way way, At at, Fault fault) {
    VaultOnS3 vault = vault(way);
    line.fault(at::matches, fault);
    // One request needs a look at its object only when the answer to it is lost as well.
    if (way == Way.ONE_REQUEST && at == At.HEAD) {
      line.fault(first -> At.PUT.matches(first) || At.HEAD.matches(first), fault);
    }

    assertThatThrownBy(() -> vault.upload(Payloads.ofLength(LENGTH)))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(vault.listed()).isEmpty();

    line.heal();
    vault.recoverTwice();
    assertThat(vault.listed()).isEmpty();
    assertNothingIsOrphaned(vault);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anUploadThatItsSenderBreaksOffLeavesNothing(Way way) {
    VaultOnS3 vault = vault(way);
    Payload most = Payloads.ofLength(LENGTH / 4 * 3L);

    assertThat(vault.upload(LENGTH, () -> VaultOnS3.brokenOffAfter(most)))
        .isInstanceOf(UploadRefusal.LengthMismatch.class);

    vault.recoverTwice();
    assertNothingIsOrphaned(vault);
  }

  private void assertNothingIsOrphaned(VaultOnS3 vault) {
    vault.assertHoldsWhatIsListedAnd(Set.of(), TestS3.keys(direct));
    assertThat(TestS3.openUploads(direct)).isEmpty();
    vault.assertIndexIsSettled();
  }

  private VaultOnS3 vault(Way way) {
    S3Config config = TestS3.with(direct, true, new ByteSize(way.multipartAbove), SHORT);
    return new VaultOnS3(index.ports(), TestS3.at(line.endpoint(), config));
  }
}
