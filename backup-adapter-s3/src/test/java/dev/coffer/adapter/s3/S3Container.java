package dev.coffer.adapter.s3;

import java.net.URI;
import org.testcontainers.containers.MinIOContainer;

/**
 * The one place that knows the library of the containers, so that it loads only where it is used.
 */
final class S3Container {

  /** The last release that was published as an image. */
  static final String IMAGE = "minio/minio:RELEASE.2025-09-07T16-13-09Z";

  private S3Container() {}

  /** Goes with this JVM: the library has a container of its own that sees to it. */
  static URI start(String accessKey, String secretKey) {
    MinIOContainer container =
        new MinIOContainer(IMAGE).withUserName(accessKey).withPassword(secretKey);
    container.start();
    return URI.create(container.getS3URL());
  }
}
