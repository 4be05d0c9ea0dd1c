package dev.coffer.adapter.s3;

import dev.coffer.application.Ticker;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.testkit.fixture.ContainerEngine;
import dev.coffer.testkit.fixture.ServersUsed;
import dev.coffer.testkit.memory.InMemoryUnfinishedUploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.ContainerLaunchException;

/**
 * Fresh buckets for integration tests, of this module and of others: on the store named by {@code
 * COFFER_TEST_S3_ENDPOINT}, {@code _ACCESS_KEY}, {@code _SECRET_KEY} and {@code _REGION}; otherwise
 * in a container, where a Docker engine answers; otherwise on one s3proxy in this JVM, which checks
 * signatures and keeps everything in memory. What was started ends with the JVM. Says which one it
 * is and why.
 */
public final class TestS3 {

  private static final String ENDPOINT = "COFFER_TEST_S3_ENDPOINT";
  private static final String DEFAULT_REGION = "us-east-1";

  /** A store that fails a test does so soon. */
  static final S3Config.Timeouts SHORT =
      new S3Config.Timeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          new ByteSize(1 << 20));

  private TestS3() {}

  /** A bucket that nobody else has, and that an initialisation will make. */
  public static S3Config freshBucket() {
    Server server = Server.INSTANCE;
    return inBucket(server, "coffer-test-" + UUID.randomUUID());
  }

  private static S3Config inBucket(Server server, String bucket) {
    var config =
        S3Config.of(
            server.endpoint, server.region, bucket, server.accessKey, new Secret(server.secretKey));
    return with(config, true, S3Config.DEFAULT_MULTIPART_ABOVE, SHORT);
  }

  /** The same bucket, spoken to in another way. */
  public static S3Config with(
      S3Config config, boolean createBucket, ByteSize multipartAbove, S3Config.Timeouts timeouts) {
    return changed(
        config, config.endpoint(), createBucket, multipartAbove, config.presignedAt(), timeouts);
  }

  private static S3Config changed(
      S3Config config,
      URI endpoint,
      boolean createBucket,
      ByteSize multipartAbove,
      Optional<URI> presignedAt,
      S3Config.Timeouts timeouts) {
    return new S3Config(
        endpoint,
        config.region(),
        config.bucket(),
        config.prefix(),
        config.pathStyle(),
        config.accessKey(),
        config.secretKey(),
        createBucket,
        config.encryption(),
        config.caFile(),
        multipartAbove,
        presignedAt,
        timeouts);
  }

  /** A store on a bucket of this class, without an index. */
  public static S3BlobStore store(S3Config config, UUID driveId) {
    return store(
        config, driveId, new InMemoryUnfinishedUploads(InstantSource.system(), _ -> false));
  }

  /** A store on a bucket of this class, for the drive that an index knows. */
  public static S3BlobStore store(S3Config config, UUID driveId, UnfinishedUploads unfinished) {
    return new S3BlobStore(config, driveId, unfinished, Clock.systemUTC(), new RealTicker());
  }

  /** The same bucket, of whose objects others are given addresses. */
  static S3Config presigning(S3Config config) {
    return changed(
        config,
        config.endpoint(),
        config.createBucket(),
        config.multipartAbove(),
        Optional.of(config.endpoint()),
        config.timeouts());
  }

  /** The same bucket by way of another address, which passes everything on. */
  public static S3Config at(URI endpoint, S3Config config) {
    return changed(
        config,
        endpoint,
        config.createBucket(),
        config.multipartAbove(),
        config.presignedAt(),
        config.timeouts());
  }

  /** Of all objects in a bucket: up to a thousand. */
  public static Set<String> keys(S3Config config) {
    return Set.copyOf(list(config, S3Request.of("GET", "").query("list-type", "2"), "Contents"));
  }

  /** The keys of multipart uploads that are open in a bucket. */
  public static List<String> openUploads(S3Config config) {
    return list(config, S3Request.of("GET", "").query("uploads", ""), "Upload");
  }

  private static List<String> list(S3Config config, S3Request request, String item) {
    try {
      String xml = new S3Connection(config, Clock.systemUTC()).sendForText(request);
      return XmlLists.read(xml, item, List.of("Key")).stream().map(List::getFirst).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static S3DriveProbe probe(S3Config config) {
    return new S3DriveProbe(config, Clock.systemUTC(), new RealTicker());
  }

  private record Server(URI endpoint, String region, String accessKey, String secretKey) {

    static final Server INSTANCE = find();

    private static Server find() {
      String endpoint = System.getenv(ENDPOINT);
      if (endpoint != null && !endpoint.isBlank()) {
        ServersUsed.note(System.out, "S3 store: " + endpoint + " (named by " + ENDPOINT + ")");
        return new Server(
            URI.create(endpoint),
            System.getenv().getOrDefault("COFFER_TEST_S3_REGION", DEFAULT_REGION),
            System.getenv().getOrDefault("COFFER_TEST_S3_ACCESS_KEY", ""),
            System.getenv().getOrDefault("COFFER_TEST_S3_SECRET_KEY", ""));
      }
      String accessKey = "test-" + UUID.randomUUID();
      String secretKey = UUID.randomUUID().toString();
      URI started =
          ContainerEngine.answers()
              ? container(accessKey, secretKey)
              : proxy(accessKey, secretKey, "no Docker engine answers, no " + ENDPOINT);
      return new Server(started, DEFAULT_REGION, accessKey, secretKey);
    }

    /** An engine may answer that can fetch no image. */
    private static URI container(String accessKey, String secretKey) {
      try {
        URI started = S3Container.start(accessKey, secretKey);
        ServersUsed.note(
            System.out,
            "S3 store: %s in a container, %s (a Docker engine answers)"
                .formatted(S3Container.IMAGE, started));
        return started;
      } catch (ContainerLaunchException e) {
        return proxy(
            accessKey,
            secretKey,
            "a Docker engine answers, but runs no %s: %s".formatted(S3Container.IMAGE, e));
      }
    }

    private static URI proxy(String accessKey, String secretKey, String reason) {
      URI started = startProxy(accessKey, secretKey);
      ServersUsed.note(
          System.out, "S3 store: s3proxy in this JVM, %s (%s)".formatted(started, reason));
      return started;
    }
  }

  /** By reflection: the jar brings other versions of libraries that are on the class path. */
  @SuppressWarnings("BanClassLoader") // The jar is one that the build has put there.
  private static URI startProxy(String accessKey, String secretKey) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      var loader =
          new URLClassLoader(
              new URL[] {proxyJar().toUri().toURL()}, ClassLoader.getPlatformClassLoader());
      thread.setContextClassLoader(loader);
      var properties = new Properties();
      properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:0");
      properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
      properties.setProperty("s3proxy.identity", accessKey);
      properties.setProperty("s3proxy.credential", secretKey);
      Class<?> stores = loader.loadClass("org.gaul.s3proxy.BlobStores");
      Object store =
          stores
              .getMethod("create", String.class, Properties.class)
              .invoke(null, "transient-nio2", properties);
      Class<?> builders = loader.loadClass("org.gaul.s3proxy.S3Proxy$Builder");
      Object builder =
          builders.getMethod("fromProperties", Properties.class).invoke(null, properties);
      builders
          .getMethod("blobStore", loader.loadClass("org.gaul.s3proxy.blobstore.BlobStore"))
          .invoke(builder, store);
      Object proxy = builders.getMethod("build").invoke(builder);
      proxy.getClass().getMethod("start").invoke(proxy);
      int port = (int) proxy.getClass().getMethod("getPort").invoke(proxy);
      return URI.create("http://127.0.0.1:" + port);
    } catch (ReflectiveOperationException | IOException e) {
      throw new IllegalStateException("s3proxy does not start", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Path proxyJar() {
    try (var file = TestS3.class.getResourceAsStream("s3proxy.properties")) {
      var properties = new Properties();
      properties.load(file);
      return Path.of(properties.getProperty("s3proxy.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class RealTicker implements Ticker {

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void pause(Duration duration) {
      LockSupport.parkNanos(duration.toNanos());
    }
  }
}
