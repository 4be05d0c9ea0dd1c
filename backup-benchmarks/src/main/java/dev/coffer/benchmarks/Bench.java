package dev.coffer.benchmarks;

import dev.coffer.domain.access.Secret;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What every measurement of a run uses.
 *
 * @param folder on the disk that is measured; removed at the end
 */
record Bench(Plan plan, Path folder, BenchmarkIndex index, ServerProcess.Program program) {

  /** The same in every run, so that the same requests are made. */
  static final long SEED = 20260101;

  static final Secret PEPPER = new Secret("pepper-of-a-benchmark-that-is-no-secret");
  private static final String MANIFEST_KEY = "manifest-key-of-a-benchmark-no-secret-either";

  Bench with(ServerProcess.Program other) {
    return new Bench(plan, folder, index, other);
  }

  /** A server on a database of ours; its limits do not get in the way. */
  ServerProcess serve(BenchmarkIndex.Database database, Map<String, String> further) {
    var settings = new HashMap<>(further);
    settings.putAll(unlimited());
    settings.put("COFFER_INDEX_URL", database.url());
    settings.put("COFFER_INDEX_USER", database.user());
    settings.put("COFFER_INDEX_PASSWORD", database.password().value());
    settings.put("COFFER_SECRETS_PEPPER", PEPPER.value());
    settings.put("COFFER_SECRETS_MANIFEST_KEY", MANIFEST_KEY);
    return ServerProcess.start(program, folder.resolve("server-" + database.name()), settings);
  }

  private static Map<String, String> unlimited() {
    return Map.of(
        "COFFER_RATE_LIMIT_PER_MINUTE", "0",
        "COFFER_RATE_LIMIT_PER_HOUR", "0",
        "COFFER_LIMITS_UPLOADS_PER_SYSTEM", "0",
        "COFFER_LIMITS_MAX_UPLOAD", "0");
  }

  /** Says what goes on, since a run takes minutes. */
  static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
  }
}
