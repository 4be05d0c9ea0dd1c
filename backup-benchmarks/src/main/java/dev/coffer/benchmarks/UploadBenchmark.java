package dev.coffer.benchmarks;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.memory.InMemoryIndex;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the upload protocol costs above what must be done anyway: one upload to a local drive, with
 * an index in memory, beside a plain copy of the same bytes that is hashed and synced. Compare the
 * two figures of one run; the disk decides both.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class UploadBenchmark {

  private static final int BUFFER = 128 * 1024;

  /** Bytes of one backup: a small configuration, a large one. */
  @Param({"50000", "67108864"})
  private int size;

  private Path directory;
  private byte[] bytes;
  private TestVault vault;
  private TestVault.Registered system;
  private int copies;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "upload-benchmark");
    bytes = Payloads.ofLength(size).bytes();
    IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();
    UUID drive = index.drives().known("drive", "local", UUID.randomUUID()).drive().id();
    var store = new FilesystemBlobStore(FilesystemConfig.of(directory.resolve("drive")), drive);
    store.initialise(drive);
    vault = TestVault.over(index, drive, store);
    system = vault.register();
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(UploadBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Benchmark
  public ApplianceBackups.StoreResult upload() {
    return vault.upload(system, bytes);
  }

  @Benchmark
  public byte[] copyHashAndSync() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Path target = directory.resolve("copy-" + copies++);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new ByteArrayInputStream(bytes);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        out.write(ByteBuffer.wrap(buffer, 0, count));
      }
      out.force(true);
    }
    return digest.digest();
  }
}
