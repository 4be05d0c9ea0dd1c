package dev.coffer.boot.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Looks for secrets where other people may read. */
final class SecretChecks {

  /** Of systems and of operators, whoever has made it. */
  private static final Pattern SECRET = Pattern.compile("c[sk]1_[A-Za-z0-9_-]{43}");

  private final IndexTables tables;
  private final Evidence evidence;
  private final Report report;

  SecretChecks(IndexTables tables, Evidence evidence, Report report) {
    this.tables = tables;
    this.evidence = evidence;
    this.report = report;
  }

  void run() throws SQLException, IOException {
    tables.everything().forEach(row -> check("the database", row));
    for (Path file : evidence.texts()) {
      // Whatever is in it: a byte that is no character must not hide the rest.
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        lines.lines().forEach(line -> check(file.getFileName().toString(), line));
      }
    }
  }

  /** Says where, and never what. */
  private void check(String where, String text) {
    report.looked(Invariant.I13, 1);
    boolean isSecret =
        SECRET.matcher(text).find() || evidence.secrets().stream().anyMatch(text::contains);
    report.violatedUnless(!isSecret, Invariant.I13, "a secret in " + where);
  }
}
