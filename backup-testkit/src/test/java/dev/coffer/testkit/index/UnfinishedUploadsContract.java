package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.application.upload.UnfinishedUploads.Upload;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every index must do with multipart uploads that a drive has opened. */
public interface UnfinishedUploadsContract {

  /** Far longer than a test runs. */
  Duration LONG = Duration.ofDays(1);

  /** More than all tests record. */
  int ALL = 10_000;

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private UnfinishedUploads uploads() {
    return index().unfinishedUploads();
  }

  /** An upload that is not recorded yet. */
  private Upload newUpload() {
    return upload(Tenant.register(index()).driveId(), newKey());
  }

  private static Upload upload(UUID driveId, BlobKey key) {
    return new Upload(
        driveId, key, new WriteToken(UUID.randomUUID()), "id/+= " + UUID.randomUUID());
  }

  private static BlobKey newKey() {
    return new BlobKey("acme/fw-1/" + UUID.randomUUID());
  }

  private List<Upload> noted(Upload upload) {
    return uploads().of(upload.driveId(), upload.key());
  }

  @Test
  default void anUploadIsRecordedUntilItIsClosed() {
    Upload upload = newUpload();
    assertThat(noted(upload)).isEmpty();

    uploads().opened(upload);
    assertThat(noted(upload)).containsExactly(upload);

    uploads().closed(upload);
    assertThat(noted(upload)).isEmpty();
  }

  @Test
  default void openingAndClosingMayBeRepeated() {
    Upload upload = newUpload();

    uploads().opened(upload);
    uploads().opened(upload);
    assertThat(noted(upload)).containsExactly(upload);

    uploads().closed(upload);
    uploads().closed(upload);
    assertThat(noted(upload)).isEmpty();
  }

  @Test
  default void severalUploadsOfAKeyAreReturnedOldestFirst() {
    Upload first = newUpload();
    Upload second = upload(first.driveId(), first.key());
    uploads().opened(first);
    uploads().opened(second);
    uploads().opened(first);

    assertThat(noted(first)).containsExactly(first, second);
  }

  @Test
  default void anUploadBelongsToItsDriveAndKey() {
    Upload upload = newUpload();
    UUID otherDrive = index().drives().known("other", "memory", UUID.randomUUID()).drive().id();
    uploads().opened(upload);
    uploads().opened(upload(otherDrive, upload.key()));
    uploads().opened(upload(upload.driveId(), newKey()));

    uploads().closed(new Upload(otherDrive, upload.key(), upload.token(), upload.id()));
    uploads().closed(new Upload(upload.driveId(), newKey(), upload.token(), upload.id()));

    assertThat(noted(upload)).containsExactly(upload);
  }

  @Test
  default void anUploadOlderThanTheAgeIsLeftOver() {
    Upload upload = newUpload();
    uploads().opened(upload);

    assertThat(uploads().claimLeftOver(LONG, LONG, ALL)).doesNotContain(upload);
    assertThat(uploads().claimLeftOver(Duration.ZERO, LONG, ALL)).contains(upload);
  }

  @Test
  default void aLeftOverUploadIsClaimedAgainUnlessItWasClosed() {
    Upload closed = newUpload();
    Upload open = newUpload();
    uploads().opened(closed);
    uploads().opened(open);
    assertThat(uploads().claimLeftOver(Duration.ZERO, LONG, ALL)).contains(closed, open);
    uploads().closed(closed);

    assertThat(uploads().claimLeftOver(Duration.ZERO, LONG, ALL)).doesNotContain(closed, open);
    assertThat(uploads().claimLeftOver(Duration.ZERO, Duration.ZERO, ALL))
        .contains(open)
        .doesNotContain(closed);
  }

  @Test
  default void anUploadUnderALiveLeaseIsNotLeftOver() {
    Tenant tenant = Tenant.register(index());
    Upload live = upload(tenant.driveId(), tenant.begin(tenant.intent(10)).objectKey());
    Upload expired = upload(tenant.driveId(), tenant.begin(tenant.expiredIntent(10)).objectKey());
    uploads().opened(live);
    uploads().opened(expired);

    assertThat(uploads().claimLeftOver(Duration.ZERO, LONG, ALL))
        .contains(expired)
        .doesNotContain(live);
  }

  @Test
  default void noMoreAreClaimedThanTheMaximum() {
    uploads().opened(newUpload());
    uploads().opened(newUpload());

    assertThat(uploads().claimLeftOver(Duration.ZERO, LONG, 1)).hasSize(1);
  }
}
