package dev.coffer.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.postgres.PostgresIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's own load program on the statement that the vault lists with, word for word and
 * prepared: what the database gives without anything in front of it.
 *
 * <p>pgbench cannot choose a text at random. So each transaction fetches the parameters of {@value
 * #LISTS} random systems with one more statement, which counts against pgbench by about a percent,
 * and lists them one by one.
 */
final class Pgbench {

  /** Lists in one transaction. */
  static final int LISTS = 50;

  private static final String LOGINS =
      """
      create table benchmark.login (number integer primary key, keys text[] not null, hmacs text[] not null)
      """;

  /** In no order that the rows on the disk have; hmacs as the text of an array of one. */
  private static final String FILL_LOGINS =
      """
      insert into benchmark.login (number, keys, hmacs)
      select l.place / :lists as number, array_agg(l.key order by l.place),
             array_agg('{' || l.hmac || '}' order by l.place)
        from (select a.key, a.hmac, row_number() over (order by md5(a.key)) - 1 as place
                from benchmark.appliance a) l
       group by 1
      having count(*) = :lists
      """;

  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

  private final BenchmarkIndex.Database database;
  private final Path script;
  private long seed;

  private Pgbench(BenchmarkIndex.Database database, Path script, long seed) {
    this.database = database;
    this.script = script;
    this.seed = seed;
  }

  /** Whether it can be run, and what to install if not. */
  static void require() {
    try {
      int status = new ProcessBuilder("pgbench", "--version").start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("pgbench --version ends with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "pgbench is missing: install PostgreSQL's programs (Debian: package postgresql-contrib or postgresql)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For a database that {@link FleetGenerator} has filled. */
  static Pgbench prepare(BenchmarkIndex.Database database, Path folder, long seed) {
    int batches =
        database
            .jdbi()
            .withHandle(handle -> {
              handle.execute(LOGINS);
              int rows = handle.createUpdate(FILL_LOGINS).bind("lists", LISTS).execute();
              handle.execute("vacuum (analyze) benchmark.login");
              handle.execute("checkpoint");
              return rows;
            });
    try {
      Path script = folder.resolve(database.name() + ".pgbench");
      return new Pgbench(database, Files.writeString(script, script(batches)), seed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String script(int batches) {
    var columns = new ArrayList<String>();
    var lists = new StringBuilder();
    for (int n = 1; n <= LISTS; n++) {
      columns.add("keys[%1$d] as key_%1$d, hmacs[%1$d] as hmacs_%1$d".formatted(n));
      lists
          .append(
              PostgresIndex.listStatement()
                  .strip()
                  .replace(":key", ":key_" + n)
                  .replace(":hmacs", ":hmacs_" + n))
          .append(";\n");
    }
    return """
    \\set batch random(0, %d)
    select %s from benchmark.login where number = :batch \\gset
    %s\
    """
        .formatted(batches - 1, String.join(", ", columns), lists);
  }

  /** Lists in a second, all clients together. */
  double run(int clients, Duration time) {
    seed++;
    var builder =
        new ProcessBuilder(
                List.of(
                    "pgbench",
                    "--no-vacuum",
                    "--protocol=prepared",
                    "--client=" + clients,
                    "--jobs=" + Math.min(clients, Runtime.getRuntime().availableProcessors()),
                    "--time=" + time.toSeconds(),
                    "--random-seed=" + seed,
                    "--file=" + script,
                    "--host=127.0.0.1",
                    "--port=" + database.port(),
                    "--username=" + database.user(),
                    database.name()))
            .redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", database.password().value());
    // Planned once, as the vault's long-lived connections have it, in these short-lived ones too.
    builder.environment().put("PGOPTIONS", "-c plan_cache_mode=force_generic_plan");
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      Matcher rate = RATE.matcher(output);
      if (process.waitFor() != 0 || !rate.find()) {
        throw new IllegalStateException("pgbench: " + output);
      }
      return Double.parseDouble(rate.group(1)) * LISTS;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
