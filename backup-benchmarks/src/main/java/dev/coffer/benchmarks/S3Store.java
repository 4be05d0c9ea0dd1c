package dev.coffer.benchmarks;

import dev.coffer.benchmarks.client.Body;
import io.minio.Signer;
import io.minio.Time;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import okhttp3.Request;
import okhttp3.RequestBody;

/** A fresh bucket of an S3-compatible store; what is put into it stays there. */
final class S3Store implements PlainPlace {

  private static final String VARIABLES = "COFFER_BENCH_S3_";
  private static final String DRIVE = "COFFER_DRIVES_0_";
  private static final int EXPIRY_SECONDS = 3600;

  private final Map<String, String> drive;

  private S3Store(Map<String, String> drive) {
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
      drive.put(DRIVE + key, environment.getOrDefault(VARIABLES + key, ""));
    }
    drive.replace(DRIVE + "REGION", "", "us-east-1");
    drive.put(DRIVE + "LABEL", "bench");
    drive.put(DRIVE + "PROVIDER", "s3");
    drive.put(DRIVE + "CREATE_BUCKET", "true");
    drive.put(DRIVE + "BUCKET", "coffer-" + UUID.randomUUID());
    return Optional.of(new S3Store(drive));
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
    HttpURLConnection request = request("PUT", name);
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
    HttpURLConnection request = request("GET", name);
    expectOk(request);
    try (InputStream in = request.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private HttpURLConnection request(String method, String name) throws IOException {
    var request = (HttpURLConnection) address(method, name).toURL().openConnection();
    request.setRequestMethod(method);
    return request;
  }

  /** Signed beforehand, so that no client stands between the measurement and the store. */
  private URI address(String method, String name) throws IOException {
    var endpoint = URI.create(setting("ENDPOINT"));
    String now = Instant.now().atZone(ZoneOffset.UTC).format(Time.AMZ_DATE_FORMAT);
    var unsigned =
        new Request.Builder()
            .url("%s/%s/%s".formatted(endpoint, setting("BUCKET"), name))
            .method(method, method.equals("PUT") ? RequestBody.create(new byte[0]) : null)
            .header("Host", endpoint.getAuthority())
            .header("x-amz-date", now)
            .build();
    try {
      return Signer.presignV4(
              unsigned,
              setting("REGION"),
              setting("ACCESS_KEY"),
              setting("SECRET_KEY"),
              EXPIRY_SECONDS)
          .uri();
    } catch (MinioException e) {
      throw new IOException("no signature", e);
    }
  }

  private String setting(String key) {
    return Objects.requireNonNull(drive.get(DRIVE + key));
  }

  private static void expectOk(HttpURLConnection request) throws IOException {
    if (request.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("the store answers " + request.getResponseCode());
    }
  }
}
