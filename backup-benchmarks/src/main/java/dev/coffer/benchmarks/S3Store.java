package dev.coffer.benchmarks;

import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A fresh bucket of an S3-compatible store; what is put into it stays there. */
final class S3Store implements PlainPlace {

  private static final String VARIABLES = "COFFER_BENCH_S3_";
  private static final int EXPIRY_SECONDS = 3600;

  private final MinioClient client;
  private final String bucket;
  private final Map<String, String> drive;

  private S3Store(MinioClient client, String bucket, Map<String, String> drive) {
    this.client = client;
    this.bucket = bucket;
    this.drive = drive;
  }

  /**
   * The store that {@code COFFER_BENCH_S3_ENDPOINT}, {@code _ACCESS_KEY}, {@code _SECRET_KEY} and,
   * if need be, {@code _REGION} name.
   */
  static Optional<S3Store> named(Map<String, String> environment) {
    if (!environment.containsKey(VARIABLES + "ENDPOINT")) {
      return Optional.empty();
    }
    var drive = new HashMap<String, String>();
    for (String key : List.of("ENDPOINT", "ACCESS_KEY", "SECRET_KEY", "REGION")) {
      drive.put("COFFER_DRIVES_0_" + key, environment.getOrDefault(VARIABLES + key, ""));
    }
    drive.replace("COFFER_DRIVES_0_REGION", "", "us-east-1");
    String name = UUID.randomUUID().toString();
    drive.put("COFFER_DRIVES_0_LABEL", "bench");
    drive.put("COFFER_DRIVES_0_PROVIDER", "s3");
    drive.put("COFFER_DRIVES_0_CREATE_BUCKET", "true");
    drive.put("COFFER_DRIVES_0_BUCKET", "coffer-" + name);
    return Optional.of(open(drive, "plain-" + name));
  }

  private static S3Store open(Map<String, String> drive, String bucket) {
    MinioClient client =
        MinioClient.builder()
            .endpoint(drive.get("COFFER_DRIVES_0_ENDPOINT"))
            .credentials(
                drive.get("COFFER_DRIVES_0_ACCESS_KEY"), drive.get("COFFER_DRIVES_0_SECRET_KEY"))
            .region(drive.get("COFFER_DRIVES_0_REGION"))
            .build();
    try {
      client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
    } catch (MinioException e) {
      throw new IllegalStateException("the store makes no bucket", e);
    }
    return new S3Store(client, bucket, drive);
  }

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public Map<String, String> drive() {
    return drive;
  }

  @Override
  public String put(Body body) throws IOException {
    String name = UUID.randomUUID().toString();
    HttpURLConnection request = request(Http.Method.PUT, name);
    request.setDoOutput(true);
    request.setFixedLengthStreamingMode(body.bytes());
    try (OutputStream out = request.getOutputStream()) {
      body.writeTo(out);
    }
    expectOk(request);
    return name;
  }

  @Override
  public void get(String name) throws IOException {
    HttpURLConnection request = request(Http.Method.GET, name);
    expectOk(request);
    try (InputStream in = request.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private HttpURLConnection request(Http.Method method, String name) throws IOException {
    try {
      String url =
          client.getPresignedObjectUrl(
              GetPresignedObjectUrlArgs.builder()
                  .method(method)
                  .bucket(bucket)
                  .object(name)
                  .expiry(EXPIRY_SECONDS)
                  .build());
      var request = (HttpURLConnection) URI.create(url).toURL().openConnection();
      request.setRequestMethod(method.name());
      return request;
    } catch (MinioException e) {
      throw new IOException("no presigned URL", e);
    }
  }

  private static void expectOk(HttpURLConnection request) throws IOException {
    if (request.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("the store answers " + request.getResponseCode());
    }
  }
}
