package dev.coffer.boot.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.StubS3;
import dev.coffer.adapter.s3.StubS3.Fault;
import dev.coffer.adapter.s3.StubS3.Operation;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.boot.process.VaultOnS3;
import dev.coffer.domain.ByteSize;
import dev.coffer.testkit.drives.FailingBlobStore.Moment;
import dev.coffer.testkit.fixture.FailingPort;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Uploads to a store that fails by script. Whatever it does: an upload is acknowledged only when
 * the object is there with its token; a call returns, for the store's timeouts are a second and
 * each test's limit is far beyond what they add up to; and once the fault is over, two passes of
 * recovery leave neither bytes nor reservations that nobody lists.
 */
@Timeout(120)
class VaultOnFaultyS3IT {

  private static final int ALWAYS = Integer.MAX_VALUE;

  private static TestPostgres.Database database;
  private static PostgresIndex index;

  private final StubS3 stub;

  VaultOnFaultyS3IT() throws IOException {
    stub = new StubS3();
  }

  /** How the bytes go to the store. */
  enum Way {
    /** One request, from memory. */
    HELD(1000, Way.ONE_REQUEST),
    /** One request, as the bytes come. */
    STREAMED(400_000, Way.ONE_REQUEST),
    /** One request, longer than all buffers on the way. */
    STREAMED_LONG(24 << 20, Way.ONE_REQUEST),
    /** A multipart upload of one part. */
    ONE_PART(400_000, 300_000),
    /** A multipart upload of two parts, the first of which is longer than all buffers. */
    TWO_PARTS(24 << 20, 300_000);

    private static final long ONE_REQUEST = 5L << 30;

    private final int length;
    private final long multipartAbove;

    Way(int length, long multipartAbove) {
      this.length = length;
      this.multipartAbove = multipartAbove;
    }
  }

  @BeforeAll
  static void open() {
    database = TestIndex.migratedDatabase();
    index = TestIndex.open(database);
  }

  @AfterAll
  static void closeIndex() {
    index.close();
  }

  @AfterEach
  void closeStub() {
    stub.close();
  }

  static Stream<Arguments> survived() {
    return Stream.of(
        arguments(Way.HELD, Operation.PUT, Fault.DONE_BUT_ANSWER_LOST),
        arguments(Way.STREAMED, Operation.PUT, Fault.DONE_BUT_ANSWER_LOST),
        arguments(Way.STREAMED, Operation.PUT, Fault.DONE_BUT_500),
        arguments(Way.STREAMED, Operation.PUT, Fault.DONE_BUT_HANGS),
        arguments(Way.HELD, Operation.PUT, Fault.BUSY),
        arguments(Way.HELD, Operation.PUT, Fault.BROKEN),
        arguments(Way.HELD, Operation.PUT, Fault.ERROR_IN_200),
        arguments(Way.ONE_PART, Operation.CREATE, Fault.BUSY),
        arguments(Way.ONE_PART, Operation.CREATE, Fault.BROKEN),
        arguments(Way.ONE_PART, Operation.CREATE, Fault.DONE_BUT_ANSWER_LOST),
        arguments(Way.ONE_PART, Operation.CREATE, Fault.DONE_BUT_500),
        arguments(Way.ONE_PART, Operation.HEAD, Fault.BUSY),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.DONE_BUT_ANSWER_LOST),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.DONE_BUT_500),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.DONE_BUT_HANGS),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.ERROR_IN_200),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.BUSY),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.BROKEN));
  }

  @ParameterizedTest
  @MethodSource("survived")
  void aFaultThatPassesOrIsSeenThroughIsSurvived(Way way, Operation operation, Fault fault) {
    VaultOnS3 vault = vault(way);
    stub.fault(operation, fault, 1);

    assertStoresDespite(vault, Payloads.ofLength(way.length));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"DONE_BUT_ANSWER_LOST", "DONE_BUT_500", "DONE_BUT_HANGS", "BUSY", "ERROR_IN_200"},
      value = Fault.class)
  void aFaultAtTheManifestIsSurvived(Fault fault) {
    VaultOnS3 vault = vault(Way.HELD);
    stub.faultAfter(1, Operation.PUT, fault, 1);

    assertStoresDespite(vault, Payloads.ofLength(Way.HELD.length));
  }

  private void assertStoresDespite(VaultOnS3 vault, Payload payload) {
    StoredBackup stored = vault.uploadStored(payload);

    StubS3.Stored object = stub.object(stored.objectKey().value()).orElseThrow();
    assertThat(object.token()).contains(stored.token().toString());
    assertThat(object.bytes()).isEqualTo(payload.bytes());
    vault.assertKeeps(stored, payload);
  }

  static Stream<Arguments> notSurvived() {
    return Stream.of(
        arguments(Way.HELD, Operation.PUT, Fault.HANGS),
        arguments(Way.STREAMED_LONG, Operation.PUT, Fault.HANGS),
        arguments(Way.HELD, Operation.PUT, Fault.BUSY),
        arguments(Way.HELD, Operation.PUT, Fault.BROKEN),
        arguments(Way.STREAMED, Operation.PUT, Fault.BUSY),
        arguments(Way.HELD, Operation.PUT, Fault.ERROR_IN_200),
        arguments(Way.STREAMED, Operation.PUT, Fault.ERROR_IN_200),
        arguments(Way.ONE_PART, Operation.HEAD, Fault.HANGS),
        arguments(Way.ONE_PART, Operation.HEAD, Fault.BUSY),
        arguments(Way.ONE_PART, Operation.CREATE, Fault.HANGS),
        arguments(Way.ONE_PART, Operation.CREATE, Fault.DONE_BUT_HANGS),
        arguments(Way.ONE_PART, Operation.CREATE, Fault.DONE_BUT_500),
        arguments(Way.TWO_PARTS, Operation.PART, Fault.HANGS),
        arguments(Way.ONE_PART, Operation.PART, Fault.DONE_BUT_HANGS),
        arguments(Way.ONE_PART, Operation.PART, Fault.BUSY),
        arguments(Way.ONE_PART, Operation.PART, Fault.ERROR_IN_200),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.HANGS),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.BUSY),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.BROKEN),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.ERROR_IN_200),
        arguments(Way.ONE_PART, Operation.COMPLETE, Fault.NO_SUCH_UPLOAD));
  }

  @ParameterizedTest
  @MethodSource("notSurvived")
  void aFaultThatStaysIsUnavailability(Way way, Operation operation, Fault fault) {
    VaultOnS3 vault = vault(way);
    stub.fault(operation, fault, ALWAYS);

    vault.assertUnavailableAndTakenBack(Payloads.ofLength(way.length));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"STREAMED", "ONE_PART"},
      value = Way.class)
  void anObjectThatMayBeThereButCannotBeLookedAtIsNotAcknowledged(Way way) {
    VaultOnS3 vault = vault(way);
    stub.fault(Operation.PUT, Fault.DONE_BUT_ANSWER_LOST, ALWAYS);
    stub.fault(Operation.COMPLETE, Fault.DONE_BUT_ANSWER_LOST, ALWAYS);
    // A multipart upload looks before it begins, and that look is answered.
    stub.faultAfter(way == Way.ONE_PART ? 1 : 0, Operation.HEAD, Fault.HANGS, ALWAYS);

    vault.assertUnavailableAndTakenBack(Payloads.ofLength(way.length));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"HANGS", "DONE_BUT_HANGS", "BUSY"},
      value = Fault.class)
  void aManifestThatIsNotWrittenIsNoBackup(Fault fault) {
    VaultOnS3 vault = vault(Way.HELD);
    stub.faultAfter(1, Operation.PUT, fault, ALWAYS);
    stub.faultAfter(0, Operation.HEAD, Fault.HANGS, ALWAYS);

    vault.assertUnavailable(Payloads.ofLength(Way.HELD.length));

    stub.heal();
    vault.recoverTwice();
    vault.assertNothingIsOrphaned(Set.of());
  }

  /** A removal that fails as well is made up for by recovery. */
  @ParameterizedTest
  @EnumSource(
      names = {"HANGS", "BUSY", "DENIED"},
      value = Fault.class)
  void whatCannotBeTakenBackAtOnceIsTakenBackLater(Fault fault) {
    VaultOnS3 vault = vault(Way.ONE_PART);
    stub.fault(Operation.COMPLETE, Fault.HANGS, ALWAYS);
    stub.fault(Operation.ABORT, fault, ALWAYS);

    vault.assertUnavailableAndTakenBack(Payloads.ofLength(Way.ONE_PART.length));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"HELD", "STREAMED", "ONE_PART"},
      value = Way.class)
  void somebodyElsesObjectOfTheSameSizeIsNoSuccessAndIsLeftAlone(Way way) {
    VaultOnS3 vault = vault(way);
    Operation last = way == Way.ONE_PART ? Operation.COMPLETE : Operation.PUT;
    stub.fault(last, Fault.ALIEN_APPEARS, 1);

    vault.assertUnavailable(Payloads.ofLength(way.length));

    String alien = theKeyOfABackup();
    vault.recoverTwice();
    assertThat(stub.object(alien).orElseThrow().bytes()).isEqualTo(new byte[way.length]);
    vault.assertNothingIsOrphaned(Set.of(alien));
  }

  private String theKeyOfABackup() {
    return stub.keys().stream().filter(key -> !key.startsWith(".vault/")).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"STREAMED_LONG", "TWO_PARTS"},
      value = Way.class)
  void anUploadThatItsSenderBreaksOffLeavesNothing(Way way) {
    vault(way).assertABrokenOffUploadLeavesNothing(way.length);
  }

  /** The sender was told that nothing was stored, and then the store stores it. */
  @ParameterizedTest
  @EnumSource(
      names = {"HELD", "STREAMED"},
      value = Way.class)
  void anObjectThatAppearsWhenNobodyWaitsForItAnyMoreIsTaken(Way way) throws SQLException {
    VaultOnS3 vault = vault(way);
    stub.fault(Operation.PUT, Fault.DONE_LATE, ALWAYS);
    vault.assertUnavailableAndTakenBack(Payloads.ofLength(way.length));

    stub.doWhatIsLate();
    assertThat(stub.keys()).hasSize(2);
    execute("update vault.backup set look_again_at = received_at where look_again_at is not null");
    vault.recoverTwice();

    vault.assertNothingIsOrphaned(Set.of());
  }

  /** The store does not tell what is open: the index does. */
  @ParameterizedTest
  @EnumSource(
      names = {"DENIED", "NOT_IMPLEMENTED"},
      value = Fault.class)
  void withoutAListingNothingStaysOpenEither(Fault listing) {
    VaultOnS3 vault = vault(Way.ONE_PART);
    stub.fault(Operation.LIST_UPLOADS, listing, ALWAYS);
    stub.fault(Operation.COMPLETE, Fault.HANGS, ALWAYS);
    stub.fault(Operation.ABORT, Fault.BUSY, ALWAYS);

    vault.assertUnavailable(Payloads.ofLength(Way.ONE_PART.length));
    assertThat(stub.hasOpenUploads()).isTrue();

    stub.heal();
    stub.fault(Operation.LIST_UPLOADS, listing, ALWAYS);
    vault.recoverTwice();
    vault.assertNothingIsOrphaned(Set.of());
  }

  /** As when the index was gone at the moment when it should have struck the upload out. */
  @Test
  void recoverySettlesWhatIsStillNotedAfterADay() throws SQLException {
    UnfinishedUploads gone =
        FailingPort.of(
            UnfinishedUploads.class,
            index.ports().unfinishedUploads(),
            "closed",
            Moment.BEFORE_EFFECT,
            1,
            new StorageUnavailable("injected"));
    var vault = new VaultOnS3(index.ports(), config(Way.ONE_PART), new StubBucket(), gone);
    Payload payload = Payloads.ofLength(Way.ONE_PART.length);
    StoredBackup stored = vault.uploadStored(payload);
    vault.recoverTwice();
    assertThat(noted(stored)).isEqualTo(1);

    execute(
        "update vault.unfinished_upload set opened_at = opened_at - interval '25 hours'"
            + " where object_key = '%s'".formatted(stored.objectKey()));
    vault.recoverTwice();

    assertThat(noted(stored)).isZero();
    vault.assertDownloads(stored.backup(), payload);
    vault.assertNothingIsOrphaned(Set.of());
  }

  private static int noted(StoredBackup stored) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select count(*) from vault.unfinished_upload where object_key = '%s'"
                    .formatted(stored.objectKey()))) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private final class StubBucket implements VaultOnS3.Bucket {

    @Override
    public Set<String> keys() {
      return stub.keys();
    }

    @Override
    public boolean hasOpenUploads() {
      return stub.hasOpenUploads();
    }

    @Override
    public void heal() {
      stub.heal();
    }
  }

  private VaultOnS3 vault(Way way) {
    return new VaultOnS3(index.ports(), config(way), new StubBucket());
  }

  private S3Config config(Way way) {
    return stub.config(new ByteSize(way.multipartAbove));
  }
}
