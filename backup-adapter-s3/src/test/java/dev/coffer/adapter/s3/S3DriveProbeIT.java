package dev.coffer.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.s3.S3DriveProbe.Question;
import dev.coffer.application.drives.DriveProbe;
import dev.coffer.application.drives.DriveProbe.Finding;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On the S3 store that the tests of this machine have; its answers are printed. */
final class S3DriveProbeIT {

  @Test
  void aStoreThatPassesTheContractsIsUsableAndTheProbeLeavesNothing() throws IOException {
    S3Config config = TestS3.freshBucket();
    var connection = new S3Connection(config, Clock.systemUTC());
    connection.sendOnly(S3Request.of("PUT", ""));

    DriveProbe.Report report = TestS3.probe(config).run(UUID.randomUUID());

    report.findings().forEach(System.out::println);
    assertThat(report.usable()).as("%s", report).isTrue();
    assertThat(report.findings())
        .extracting(Finding::question)
        .containsExactlyElementsOf(Stream.of(Question.values()).map(Question::text).toList());
    assertThat(connection.sendForText(S3Request.of("GET", "").query("list-type", "2")))
        .doesNotContain("<Key>");
  }

  @Test
  void withoutABucketNothingElseIsAsked() {
    DriveProbe.Report report = TestS3.probe(TestS3.freshBucket()).run(UUID.randomUUID());

    assertThat(report.usable()).isFalse();
    assertThat(report.findings())
        .extracting(Finding::question)
        .containsExactly(Question.BUCKET.text());
  }
}
