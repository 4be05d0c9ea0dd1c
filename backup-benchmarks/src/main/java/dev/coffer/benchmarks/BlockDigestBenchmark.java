package dev.coffer.benchmarks;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.application.Durations;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.download.BlockHash;
import dev.coffer.application.download.BlockKeys;
import dev.coffer.application.download.Download;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.Digests;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.memory.InMemoryIndex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What digests of blocks cost: the functions beside each other, uploads with and without them, and
 * how soon a range of a large backup begins. Compare figures of one run only.
 */
public final class BlockDigestBenchmark {

  private static final int PIECE = 64 * 1024;
  private static final int BLOCK = 512 * 1024;
  private static final long UPLOAD = 256L << 20;
  private static final long LARGE = 2L << 30;
  private static final Secret KEY = new Secret("of this benchmark");

  private final BlockKeys keys = new BlockKeys(new Keyring(Map.of("p", KEY), Map.of("m", KEY)));
  private final Path folder;

  private BlockDigestBenchmark(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(""), "block-digests");
    try {
      var benchmark = new BlockDigestBenchmark(folder.toAbsolutePath());
      benchmark.functions();
      benchmark.uploads();
      benchmark.ranges();
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  /** Something to do with 16 MiB. */
  private interface Work {
    void run(byte[] bytes) throws GeneralSecurityException;
  }

  private void functions() throws GeneralSecurityException {
    var bytes = new byte[16 << 20];
    new SplittableRandom(1).nextBytes(bytes);
    Map<String, Work> works = new LinkedHashMap<>();
    works.put("SHA-256", BlockDigestBenchmark::sha256);
    works.put(
        "SHA-256 once more for each block",
        all -> {
          sha256(all);
          sha256(all);
        });
    works.put("AES-256-GCM tags", BlockDigestBenchmark::gcm);
    works.put("CRC32C (no proof)", BlockDigestBenchmark::crc);
    works.put("block digests", this::blocks);
    Map<String, Double> best = new LinkedHashMap<>();
    for (int round = 0; round < 40; round++) {
      for (Map.Entry<String, Work> work : works.entrySet()) {
        long begun = System.nanoTime();
        work.getValue().run(bytes);
        best.merge(work.getKey(), bytes.length / (double) (System.nanoTime() - begun), Math::max);
      }
    }
    best.forEach((name, speed) -> Bench.say("%-34s %5.2f GB/s", name, speed));
  }

  private static void sha256(byte[] bytes) {
    MessageDigest digest = Digests.sha256();
    for (int at = 0; at < bytes.length; at += PIECE) {
      digest.update(bytes, at, PIECE);
    }
    digest.digest();
  }

  private static void gcm(byte[] bytes) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    var key = new SecretKeySpec(new byte[32], "AES");
    var out = new byte[PIECE];
    for (int block = 0; block < bytes.length; block += BLOCK) {
      byte[] nonce = ByteBuffer.allocate(12).putInt(block).array();
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
      for (int at = block; at < block + BLOCK; at += PIECE / 4) {
        cipher.update(bytes, at, PIECE / 4, out, 0);
      }
      cipher.doFinal(out, 0);
    }
  }

  private static void crc(byte[] bytes) {
    var crc = new CRC32C();
    for (int at = 0; at < bytes.length; at += PIECE) {
      crc.update(bytes, at, PIECE);
    }
  }

  private void blocks(byte[] bytes) {
    BlockHash hash = hash(bytes.length);
    for (int at = 0; at < bytes.length; at += PIECE) {
      hash.update(bytes, at, PIECE);
    }
    hash.digests();
  }

  private BlockHash hash(long size) {
    return keys.begin(new WriteToken(UUID.randomUUID()), new ByteSize(size)).orElseThrow();
  }

  /** Bytes that cost nothing to make, hashed on their way. */
  private static final class Hashed extends InputStream {
    private final MessageDigest digest = Digests.sha256();
    private final Optional<BlockHash> blocks;
    private final byte[] pattern = new byte[PIECE];
    private long left;

    Hashed(long size, Optional<BlockHash> blocks) {
      this.blocks = blocks;
      this.left = size;
      new SplittableRandom(2).nextBytes(pattern);
    }

    @Override
    public int read() {
      return left == 0 ? -1 : read(new byte[1], 0, 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(Math.min(length, PIECE), left);
      System.arraycopy(pattern, 0, buffer, offset, count);
      digest.update(buffer, offset, count);
      blocks.ifPresent(hash -> hash.update(buffer, offset, count));
      left -= count;
      return count;
    }
  }

  /**
   * Seconds of one upload, or of the beginning of one range.
   *
   * @param processor of its thread: what other processes do at the same time is not in it
   */
  private record Taken(double wall, double processor) {}

  private void uploads() {
    FilesystemBlobStore store = store(UUID.randomUUID(), "uploads");
    store(store, Optional.empty());
    store(store, Optional.of(hash(UPLOAD)));
    List<Taken> without = new ArrayList<>();
    List<Taken> with = new ArrayList<>();
    for (int round = 0; round < 15; round++) {
      without.add(store(store, Optional.empty()));
      with.add(store(store, Optional.of(hash(UPLOAD))));
    }
    say("wall clock", median(without, Taken::wall), median(with, Taken::wall));
    say("processor", median(without, Taken::processor), median(with, Taken::processor));
  }

  private static void say(String what, double without, double with) {
    Bench.say(
        "%d MiB to a local drive, synced, without HTTP, %s: %.3f s, with digests of blocks %.3f s (%+.1f %%)",
        UPLOAD >> 20, what, without, with, 100 * (with / without - 1));
  }

  private static Taken store(FilesystemBlobStore store, Optional<BlockHash> blocks) {
    var key = new BlobKey("upload/" + UUID.randomUUID());
    var token = new WriteToken(UUID.randomUUID());
    Taken taken =
        taken(() -> store.put(key, token, new ByteSize(UPLOAD), new Hashed(UPLOAD, blocks)));
    store.remove(key, token);
    return taken;
  }

  /** Something to take the time of. */
  private interface Timed {
    void run() throws IOException;
  }

  private static Taken taken(Timed work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begun = System.nanoTime();
    long processor = threads.getCurrentThreadCpuTime();
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Taken(
        (System.nanoTime() - begun) / 1e9, (threads.getCurrentThreadCpuTime() - processor) / 1e9);
  }

  private FilesystemBlobStore store(UUID driveId, String name) {
    var store =
        new FilesystemBlobStore(
            new FilesystemConfig(
                folder.resolve(name), 0, ByteSize.ZERO, Durations.DEFAULT.driveStep()),
            driveId);
    store.initialise(driveId);
    return store;
  }

  private static double median(List<Taken> taken, ToDoubleFunction<Taken> figure) {
    return taken.stream()
        .mapToDouble(figure)
        .sorted()
        .skip(taken.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private void ranges() {
    IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();
    UUID drive = index.drives().known("primary", "local", UUID.randomUUID()).drive().id();
    TestVault vault = TestVault.over(index, drive, store(drive, "ranges"));
    TestVault.Registered system = vault.register();
    var stored =
        (ApplianceBackups.Stored)
            vault
                .useCases()
                .applianceBackups()
                .store(vault.announce(system, LARGE), () -> new Hashed(LARGE, Optional.empty()));
    Download.Content content =
        vault
            .useCases()
            .applianceBackups()
            .fetch(vault.recognise(system), stored.backup().ref())
            .orElseThrow()
            .content();
    var random = new SplittableRandom(3);
    List<Taken> taken = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      taken.add(
          taken(() -> {
            try (InputStream range = content.range(random.nextLong(LARGE), 1).orElseThrow()) {
              range.read();
            }
          }));
    }
    Bench.say(
        "first byte of a range of 2 GiB, heap limit %d MiB:",
        Runtime.getRuntime().maxMemory() >> 20);
    say("wall clock", taken, Taken::wall);
    say("processor", taken, Taken::processor);
  }

  private static void say(String what, List<Taken> taken, ToDoubleFunction<Taken> figure) {
    double[] sorted = taken.stream().mapToDouble(figure).map(s -> s * 1_000).sorted().toArray();
    Bench.say(
        "  %s: first %.1f ms, median %.1f ms, p99 %.1f ms, slowest %.1f ms",
        what,
        figure.applyAsDouble(taken.getFirst()) * 1_000,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }
}
