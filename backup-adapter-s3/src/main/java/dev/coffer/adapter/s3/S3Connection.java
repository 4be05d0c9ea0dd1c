package dev.coffer.adapter.s3;

import io.minio.Signer;
import io.minio.Time;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests and sends them, one blocking call each. minio-java's own client is not used: it
 * buffers whole parts, hashes them twice and answers by CompletableFuture from its own threads; one
 * streamed PUT, signed with its {@link Signer}, is two to three times as fast in a quarter of the
 * heap. Thread-safe.
 */
final class S3Connection {

  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private static final byte[] NOTHING = {};

  private final S3Config config;
  private final OkHttpClient client;
  private final Clock clock;
  private final HttpUrl bucket;
  private final String host;

  S3Connection(S3Config config, Clock clock) {
    this.config = config;
    this.client = S3Http.client(config);
    this.clock = clock;
    this.bucket = bucketUrl(config, config.endpoint());
    this.host = host(config, config.endpoint());
  }

  private static String host(S3Config config, URI endpoint) {
    return config.pathStyle()
        ? endpoint.getAuthority()
        : config.bucket() + "." + endpoint.getAuthority();
  }

  private static HttpUrl bucketUrl(S3Config config, URI address) {
    HttpUrl endpoint = Objects.requireNonNull(HttpUrl.get(address));
    return config.pathStyle()
        ? endpoint.newBuilder().addPathSegment(config.bucket()).build()
        : endpoint.newBuilder().host(config.bucket() + "." + endpoint.host()).build();
  }

  /**
   * Sends.
   *
   * @return an answer of success, which the caller closes
   * @throws S3Refusal for any other answer
   */
  Response send(S3Request request) throws IOException {
    Call call = clientFor(request).newCall(sign(request));
    call.timeout().timeout(request.limit().toNanos(), TimeUnit.NANOSECONDS);
    Response response = call.execute();
    if (response.isSuccessful()) {
      return response;
    }
    try (response) {
      throw S3Refusal.of(response);
    }
  }

  /** Of the same connections. */
  private OkHttpClient clientFor(S3Request request) {
    return request.silence().isZero()
        ? client
        : client.newBuilder().readTimeout(request.silence()).build();
  }

  /**
   * For an answer that has nothing to say but yes.
   *
   * @throws S3Refusal also for an error in an answer of 200
   */
  void sendOnly(S3Request request) throws IOException {
    try (Response response = send(request)) {
      S3Refusal.throwIfError(response);
    }
  }

  /** For a short answer: at most a few thousand names. */
  String sendForText(S3Request request) throws IOException {
    try (Response response = send(request)) {
      return response.body().string();
    }
  }

  /**
   * An address with which anybody can fetch an object for a while.
   *
   * @param endpoint where they reach the store
   * @param disposition the Content-Disposition that it comes with
   */
  URI presigned(URI endpoint, String path, String disposition, Duration lifetime) {
    HttpUrl url =
        bucketUrl(config, endpoint)
            .newBuilder()
            .addPathSegments(path)
            .addQueryParameter("response-content-disposition", disposition)
            .build();
    Request request =
        new Request.Builder()
            .url(url)
            .method("GET", null)
            .header("Host", host(config, endpoint))
            .header("x-amz-date", now())
            .build();
    try {
      return Signer.presignV4(
              request,
              config.region(),
              config.accessKey(),
              config.secretKey().value(),
              Math.toIntExact(lifetime.toSeconds()))
          .uri();
    } catch (MinioException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  private String now() {
    return clock.instant().atZone(ZoneOffset.UTC).format(Time.AMZ_DATE_FORMAT);
  }

  private Request sign(S3Request request) {
    String sha256 = sha256(request);
    var builder =
        new Request.Builder()
            .url(url(request))
            .method(request.method(), body(request))
            .header("Host", host)
            .header("x-amz-content-sha256", sha256)
            .header("x-amz-date", now());
    request.headers().forEach(builder::header);
    // Not signed, for proxies change these two: OkHttp would else ask for gzip and unpack it.
    Request.Builder signed =
        signed(builder.build(), sha256).newBuilder().header("Accept-Encoding", "identity");
    if (request.expectsContinue()) {
      signed.header("Expect", "100-continue");
    }
    return signed.build();
  }

  private Request signed(Request request, String sha256) {
    try {
      return Signer.signV4S3(
          request, config.region(), config.accessKey(), config.secretKey().value(), sha256);
    } catch (MinioException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  private HttpUrl url(S3Request request) {
    HttpUrl.Builder url = bucket.newBuilder();
    if (!request.path().isEmpty()) {
      url.addPathSegments(request.path());
    }
    request.query().forEach(url::addQueryParameter);
    return url.build();
  }

  private static @Nullable RequestBody body(S3Request request) {
    boolean needsOne = request.method().equals("PUT") || request.method().equals("POST");
    return request.body() == null && needsOne ? RequestBody.create(NOTHING) : request.body();
  }

  private static String sha256(S3Request request) {
    if (!request.bodySha256().isEmpty()) {
      return request.bodySha256();
    }
    return request.body() == null ? sha256(NOTHING) : UNSIGNED;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
