package dev.coffer.adapter.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.adapter.postgres.connection.SchemaMigrator;
import dev.coffer.adapter.postgres.connection.SessionTimeouts;
import dev.coffer.adapter.postgres.connection.Sessions;
import dev.coffer.application.UserError;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.dump.IndexDumpFormat;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.Backup;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresDumpsIT {

  private static final IndexDumpFormat FORMAT = new IndexDumpFormat(TestVault.KEYRING);

  private static final String TABLES =
      """
      select relname from pg_class
       where relnamespace = to_regnamespace('vault') and relkind in ('r', 'p')
         and relname <> 'flyway_schema_history'
      """;

  private static final String DIGEST =
      "select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from vault.%s t";

  @TempDir private Path folder;

  private TestPostgres.Database source;
  private Path file;
  private Backup kept;

  @BeforeEach
  void fillAnIndex() throws SQLException {
    file = folder.resolve("index.dump");
    source = TestIndex.migratedDatabase();
    try (var index = TestIndex.open(source)) {
      Tenant tenant = Tenant.register(index.ports());
      kept = tenant.store(1_000);
      tenant.begin(tenant.intent(50));
      tenant.delete(tenant.store(7).ref(), Duration.ofDays(7));
      Tenant.register(index.ports()).store(5);
    }
    execute(
        source,
        """
        insert into vault.audit_event (at, actor_kind, actor, action, detail)
        values ('2020-02-29 23:59:59.999999+00', 'vault', 'a job', 'old', E'a\\ttab, a line\\nbreak, \\\\N and ü'),
               ('9999-01-01 00:00:00+00', 'vault', 'a job', 'late', '')
        """,
        "create table vault.audit_event_2023_05 (like vault.audit_event including all)",
        """
        alter table vault.audit_event attach partition vault.audit_event_2023_05
          for values from ('2023-05-01T00:00:00Z') to ('2023-06-01T00:00:00Z')
        """,
        "insert into vault.audit_event (at, actor_kind, actor, action) values ('2023-05-31 23:59:59+00', 'vault', 'a', 'b')");
  }

  private static void execute(TestPostgres.Database database, String... statements)
      throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> strings(TestPostgres.Database database, String sql)
      throws SQLException {
    try (Connection connection = database.connect()) {
      return strings(connection, sql);
    }
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  /** For each table, months of the audit log too, a digest of all rows. */
  private static Map<String, String> rows(TestPostgres.Database database) throws SQLException {
    Map<String, String> digests = new TreeMap<>();
    try (Connection connection = database.connect()) {
      for (String table : strings(connection, TABLES)) {
        digests.put(table, strings(connection, DIGEST.formatted(table)).getFirst());
      }
    }
    return digests;
  }

  private static PostgresDumps.Restored restore(
      PostgresDumps dumps, Path file, OptionalLong replaced) {
    try (DumpFile dump = DumpFile.open(file, dumps.format())) {
      return dumps.restore(dump, replaced);
    }
  }

  private static IndexDump check(Path file, IndexDumpFormat format) {
    try (DumpFile dump = DumpFile.open(file, format)) {
      return dump.contents();
    }
  }

  private static PostgresDumps of(TestPostgres.Database database) {
    return new PostgresDumps(TestIndex.config(database), FORMAT);
  }

  private IndexDump dump(TestPostgres.Database database) throws IOException {
    try (OutputStream target = Files.newOutputStream(file)) {
      return of(database).write(target);
    }
  }

  @Test
  void everyRowOfEveryTableIsRestoredIntoAnEmptyDatabase() throws Exception {
    IndexDump dump = dump(source);
    TestPostgres.Database target = TestPostgres.freshDatabase();

    var restored = restore(of(target), file, OptionalLong.empty());

    assertThat(rows(target)).isEqualTo(rows(source)).containsKey("audit_event_2023_05");
    assertThat(restored.dump()).isEqualTo(dump);
    assertThat(restored.missingRoles()).isEmpty();
    assertThat(dump.totals().backups()).isEqualTo(2);
    assertThat(dump.totals().systems()).isEqualTo(2);
    try (var index = TestIndex.open(target)) {
      assertThat(strings(target, "select tgname from pg_trigger where tgenabled <> 'O'")).isEmpty();
      assertThat(index.ports().drives().vaultId()).isEqualTo(dump.vaultId());
      Tenant.register(index.ports()).store(1);
    }
    assertThat(strings(target, "select id::text from vault.backup where state = 'available'"))
        .contains(kept.id().value().toString())
        .hasSize(3);
  }

  /** Another sequence would have to be dumped too. */
  @Test
  void theOnlySequenceGoesOnAboveAllNumbersThatWereDrawn() throws Exception {
    long last = Long.parseLong(strings(source, "select vault.next_directory_number()").getFirst());
    dump(source);
    TestPostgres.Database target = TestIndex.migratedDatabase();
    restore(of(target), file, OptionalLong.empty());

    assertThat(strings(target, "select sequencename from pg_sequences where schemaname = 'vault'"))
        .containsExactly("directory_number");
    assertThat(Long.parseLong(strings(target, "select vault.next_directory_number()").getFirst()))
        .isGreaterThan(last);
  }

  /** Adds a tenant when the first bytes are written: some tables are read before, some after. */
  private static final class InBetween extends OutputStream {

    private final OutputStream target;
    private final Runnable once;
    private final AtomicBoolean done = new AtomicBoolean();

    private InBetween(OutputStream target, Runnable once) {
      this.target = target;
      this.once = once;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      if (done.compareAndSet(false, true)) {
        once.run();
      }
      target.write(bytes, offset, count);
    }
  }

  @Test
  void aDumpShowsOneMomentWhileOthersWrite() throws Exception {
    Map<String, String> before = rows(source);
    try (var index = TestIndex.open(source);
        OutputStream target = Files.newOutputStream(file)) {
      of(source).write(new InBetween(target, () -> Tenant.register(index.ports()).store(9)));
    }
    TestPostgres.Database target = TestIndex.migratedDatabase();

    restore(of(target), file, OptionalLong.empty());

    assertThat(rows(source)).isNotEqualTo(before);
    assertThat(rows(target)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"1", "1000", "-1", "-30"})
  void anIncompleteDumpIsRefusedBeforeAnythingIsChanged(int length) throws Exception {
    dump(source);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, length > 0 ? length : whole.length + length));

    assertRefused("incomplete or changed");
  }

  @Test
  void aDumpWithAnyByteChangedIsRefused() throws Exception {
    dump(source);
    byte[] whole = Files.readAllBytes(file);
    TestPostgres.Database target = TestPostgres.freshDatabase();
    int refused = 0;
    for (int i = 0; i < whole.length; i += whole.length / 97) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x10;
      Files.write(file, changed);
      try {
        assertThat(check(file, FORMAT)).isEqualTo(contents(whole));
      } catch (UserError e) {
        refused++;
      }
    }

    // Some bytes of a ZIP archive mean nothing, such as the times of its entries.
    assertThat(refused).isGreaterThan(50);
    assertThat(rows(target)).isEmpty();
  }

  private IndexDump contents(byte[] whole) throws IOException {
    Path untouched = Files.write(folder.resolve("untouched"), whole);
    return check(untouched, FORMAT);
  }

  private void rewrite(UnaryOperator<String> rows, String entry) throws IOException {
    Path changed = folder.resolve("changed");
    try (var zip = new ZipFile(file.toFile());
        var target = new ZipOutputStream(Files.newOutputStream(changed))) {
      zip.stream()
          .forEach(each -> {
            try (InputStream bytes = zip.getInputStream(each)) {
              target.putNextEntry(new ZipEntry(each.getName()));
              String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
              String written = each.getName().equals(entry) ? rows.apply(text) : text;
              target.write(written.getBytes(StandardCharsets.UTF_8));
              target.closeEntry();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    Files.move(changed, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @ParameterizedTest
  @CsvSource({
    "tables/api_key,     x,           is not as it was written",
    "contents.json,      '\"backups\":2', signed with other keys",
  })
  void aDumpThatSomebodyPackedAgainIsRefused(String entry, String old, String sentence)
      throws Exception {
    dump(source);
    rewrite(text -> text.contains(old) ? text.replace(old, "\"backups\":3") : text + "\n", entry);

    assertRefused(sentence);
  }

  @Test
  void aDumpOfAnotherVaultIsRefused() throws Exception {
    var keys = Map.of("other", new Secret("another key that is long enough for it"));
    try (OutputStream target = Files.newOutputStream(file)) {
      new PostgresDumps(TestIndex.config(source), new IndexDumpFormat(new Keyring(keys, keys)))
          .write(target);
    }

    assertRefused("signed with other keys than those of this vault (vault.key or secrets)");
  }

  @Test
  void aFileThatIsNoDumpIsRefused() throws Exception {
    Files.writeString(file, "-- PostgreSQL database dump\n");
    assertRefused("incomplete or changed");
    Files.delete(file);
    assertRefused("cannot be read: it does not exist");
  }

  private void assertRefused(String sentence) throws SQLException {
    TestPostgres.Database target = TestPostgres.freshDatabase();
    assertThatThrownBy(() -> restore(of(target), file, OptionalLong.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the dump \"" + file + "\" ")
        .hasMessageContaining(sentence);
    assertThat(rows(target)).isEmpty();
  }

  @Test
  void anIndexThatIsInUseIsNotRestored() throws Exception {
    dump(source);
    TestPostgres.Database target = TestIndex.migratedDatabase();

    try (var index = TestIndex.open(target)) {
      assertThat(index.ports().drives().drives()).isEmpty();
      assertThatThrownBy(() -> restore(of(target), file, OptionalLong.empty()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Stop all instances first.");
    }
  }

  @Test
  void anIndexThatIsNotEmptyIsReplacedOnlyByItsNumberOfBackups() throws Exception {
    dump(source);
    Map<String, String> dumped = rows(source);
    try (var index = TestIndex.open(source)) {
      Tenant.register(index.ports()).store(3);
    }
    Map<String, String> now = rows(source);

    for (OptionalLong wrong : List.of(OptionalLong.empty(), OptionalLong.of(2))) {
      assertThatThrownBy(() -> restore(of(source), file, wrong))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("it has 3 backups of 3 systems; the dump has 2 of 2, as of ")
          .hasMessageEndingWith("with --replace 3.");
      assertThat(rows(source)).isEqualTo(now);
    }
    restore(of(source), file, OptionalLong.of(3));

    assertThat(rows(source)).isEqualTo(dumped);
  }

  @Test
  void aRestoreThatFailsInTheMiddleChangesNothing() throws Exception {
    dump(source);
    TestPostgres.Database target = TestIndex.migratedDatabase();
    try (var index = TestIndex.open(target)) {
      Tenant.register(index.ports()).store(3);
    }
    execute(target, "alter table vault.block_digests add check (false) not valid");
    execute(target, "alter table vault.copy add check (false) not valid");
    Map<String, String> before = rows(target);

    assertThatThrownBy(() -> restore(of(target), file, OptionalLong.of(1)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("the restore did not succeed");

    assertThat(rows(target)).isEqualTo(before);
    assertThat(strings(target, "select tgname from pg_trigger where tgenabled <> 'O'")).isEmpty();
  }

  @Test
  void aDumpOfAnEarlierVersionIsMigratedOnceItIsRestored() throws Exception {
    TestPostgres.Database earlier = TestPostgres.freshDatabase();
    migrate(earlier, "20");
    execute(
        earlier,
        "insert into vault.organization (id, name) values (gen_random_uuid(), 'from earlier')");
    dump(earlier);
    TestPostgres.Database target = TestPostgres.freshDatabase();

    restore(of(target), file, OptionalLong.empty());

    assertThat(strings(target, "select name from vault.organization"))
        .containsExactly("from earlier");
    assertThat(PostgresIndex.migrate(TestIndex.config(target))).isZero();
    assertThat(strings(target, "select organization from catalog.organization")).hasSize(1);
  }

  private static void migrate(TestPostgres.Database database, String version) {
    var sessions = new Sessions(TestIndex.config(database), SessionTimeouts.DEFAULT);
    try (var pool = sessions.migrationPool()) {
      new SchemaMigrator(pool, "tester").migrateTo(version);
    }
  }

  @Test
  void aDumpOfAnEarlierVersionIsNotPutIntoALaterSchema() throws Exception {
    TestPostgres.Database earlier = TestPostgres.freshDatabase();
    migrate(earlier, "20");
    dump(earlier);
    TestPostgres.Database target = TestIndex.migratedDatabase();
    Map<String, String> before = rows(target);

    assertThatThrownBy(() -> restore(of(target), file, OptionalLong.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Restore it into an empty database.");

    assertThat(rows(target)).isEqualTo(before);
  }

  @Test
  void aDumpOfALaterVersionIsRefused() throws Exception {
    execute(
        source,
        """
        insert into vault.flyway_schema_history
               (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
        values (1001, '999', 'of a newer version', 'SQL', 'V999__of_a_newer_version.sql', 1, 'somebody', 0, true)
        """);
    dump(source);

    assertThatThrownBy(() -> restore(of(TestPostgres.freshDatabase()), file, OptionalLong.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("made by a newer version of Coffer: its schema version is 999");
  }

  @Test
  void tablesThatSomebodyHasChangedAreNamed() throws Exception {
    execute(source, "alter table vault.drive add column extra text");
    dump(source);

    assertThatThrownBy(() -> restore(of(TestIndex.migratedDatabase()), file, OptionalLong.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("table \"drive\" differs");
  }

  @Test
  void rightsAreGrantedAgainAndMissingRolesAreNamed() throws Exception {
    String service = "service_" + UUID.randomUUID().toString().replace("-", "");
    String gone = "gone " + UUID.randomUUID();
    execute(
        source,
        "create role %s login password 'x'".formatted(service),
        "create role \"%s\"".formatted(gone),
        "grant usage on schema vault to " + service,
        "grant select, insert, update, delete on all tables in schema vault to " + service,
        "alter default privileges in schema vault grant select on tables to " + service,
        "select vault.protect_audit_events()",
        "grant usage on schema catalog to \"%s\"".formatted(gone),
        "grant select on catalog.backup to \"%s\"".formatted(gone));
    // By the role of the instances, which may not change the schema.
    dump(new TestPostgres.Database(source.jdbcUrl(), service, "x"));
    execute(source, "drop owned by \"%s\"".formatted(gone), "drop role \"%s\"".formatted(gone));
    TestPostgres.Database target = TestIndex.migratedDatabase();

    var restored = restore(of(target), file, OptionalLong.empty());

    assertThat(restored.missingRoles()).containsExactly(gone);
    assertThat(
            strings(
                target,
                """
                select p from unnest(array['select', 'insert', 'update', 'delete']) p
                 where has_table_privilege('%1$s', 'vault.backup', p)
                   and has_schema_privilege('%1$s', 'vault', 'usage')
                """
                    .formatted(service)))
        .containsExactly("select", "insert", "update", "delete");
    assertThat(
            strings(
                target,
                "select has_table_privilege('%s', 'vault.audit_event', 'delete')::text"
                    .formatted(service)))
        .containsExactly("false");
    execute(target, "create table vault.later (id int)");
    assertThat(
            strings(
                target,
                "select has_table_privilege('%s', 'vault.later', 'select')::text"
                    .formatted(service)))
        .containsExactly("true");
  }

  @Test
  void nothingSecretIsInADump() throws Exception {
    dump(source);
    var text = new ByteArrayOutputStream();
    try (var zip = new ZipFile(file.toFile())) {
      zip.stream()
          .forEach(entry -> {
            try (InputStream bytes = zip.getInputStream(entry)) {
              bytes.transferTo(text);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }

    assertThat(text.toString(StandardCharsets.UTF_8))
        .contains(kept.id().value().toString())
        .doesNotContain(
            TestVault.KEYRING.manifestKeys().values().iterator().next().value(),
            TestVault.KEYRING.peppers().values().iterator().next().value());
  }
}
