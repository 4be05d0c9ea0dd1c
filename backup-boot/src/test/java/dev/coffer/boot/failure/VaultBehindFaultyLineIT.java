package dev.coffer.boot.failure;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.TestS3;
import dev.coffer.boot.process.FaultyLine;
import dev.coffer.boot.process.FaultyLine.Fault;
import dev.coffer.boot.process.VaultOnS3;
import dev.coffer.domain.ByteSize;
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
    index = TestIndex.open();
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

    vault.assertKeeps(vault.uploadStored(payload), payload);
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

    vault.assertUnavailableAndTakenBack(Payloads.ofLength(LENGTH));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anUploadThatItsSenderBreaksOffLeavesNothing(Way way) {
    vault(way).assertABrokenOffUploadLeavesNothing(LENGTH);
  }

  /** Seen without the line. */
  private final class DirectBucket implements VaultOnS3.Bucket {

    @Override
    public Set<String> keys() {
      return TestS3.keys(direct);
    }

    @Override
    public boolean hasOpenUploads() {
      return !TestS3.openUploads(direct).isEmpty();
    }

    @Override
    public void heal() {
      line.heal();
    }
  }

  private VaultOnS3 vault(Way way) {
    S3Config config = TestS3.with(direct, true, new ByteSize(way.multipartAbove), SHORT);
    return new VaultOnS3(index.ports(), TestS3.at(line.endpoint(), config), new DirectBucket());
  }
}
