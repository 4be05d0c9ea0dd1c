package dev.coffer.application.tenancy;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifiers;
import dev.coffer.application.tenancy.Systems.ImportRow;
import dev.coffer.domain.Unicode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parses lists of systems to import: comma-separated values, or one JSON object on each line. In
 * this module because HTTP and the command line accept the same lists.
 */
public final class ImportedRows {

  private static final JsonMapper JSON = new JsonMapper();
  private static final CsvReader.CsvReaderBuilder CSV =
      CsvReader.builder()
          .detectBomHeader(true)
          .trimWhitespacesAroundQuotes(true)
          .allowMissingFields(true)
          .allowExtraFields(true);

  private static final String KEY = "key";
  private static final String ORGANIZATION = "organization";
  private static final String LABEL = "label";
  private static final List<String> COLUMNS = List.of(KEY, ORGANIZATION, LABEL);

  private ImportedRows() {}

  /**
   * Parses a table as in RFC 4180. Its header names the columns key, organization and, optionally,
   * label, in any order; each further line is a system.
   *
   * @throws IllegalArgumentException when the header or a line is invalid
   */
  public static List<ImportRow> ofCsv(byte[] bytes) {
    List<ImportRow> rows = new ArrayList<>();
    CsvRecordHandler stripped = CsvRecordHandler.of(to -> to.fieldModifier(FieldModifiers.STRIP));
    try (CsvReader<CsvRecord> records = CSV.build(stripped, new ByteArrayInputStream(bytes))) {
      Iterator<CsvRecord> lines = records.iterator();
      List<String> header = columns(lines.hasNext() ? lines.next().getFields() : List.of());
      lines.forEachRemaining(line -> rows.add(row(header, line)));
      requireClosedQuotes(bytes);
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(
          "%s (expected: as in RFC 4180)".formatted(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /**
   * The parser takes the end of the input for a closing quote, which would hide that the table was
   * truncated.
   */
  private static void requireClosedQuotes(byte[] bytes) {
    if (new String(bytes, UTF_8).chars().filter(c -> c == '"').count() % 2 != 0) {
      throw new IllegalArgumentException("last line: unclosed quote (expected: a closing quote)");
    }
  }

  private static List<String> columns(List<String> header) {
    if (!header.contains(KEY)
        || !header.contains(ORGANIZATION)
        || !COLUMNS.containsAll(header)
        || Set.copyOf(header).size() != header.size()) {
      throw new IllegalArgumentException(
          "header: \"%s\" (expected: %s)"
              .formatted(String.join(",", header), String.join(",", COLUMNS)));
    }
    return header;
  }

  private static ImportRow row(List<String> header, CsvRecord line) {
    if (line.getFieldCount() != header.size()) {
      throw new IllegalArgumentException(
          "line %d: \"%d values\" (expected: %d)"
              .formatted(line.getStartingLineNumber(), line.getFieldCount(), header.size()));
    }
    int label = header.indexOf(LABEL);
    return row(
        line.getStartingLineNumber(),
        line.getField(header.indexOf(KEY)),
        line.getField(header.indexOf(ORGANIZATION)),
        label < 0 ? "" : line.getField(label));
  }

  private static ImportRow row(long line, String key, String organization, String label) {
    if (!Unicode.isText(key + "/" + organization + "/" + label)) {
      throw new IllegalArgumentException(
          "line %d: unreadable text (expected: %s)".formatted(line, Unicode.EXPECTED));
    }
    return new ImportRow(key, organization, label);
  }

  /**
   * Parses one object on each line, with the fields key, organization and, optionally, label.
   *
   * @throws IllegalArgumentException when a line is invalid
   */
  public static List<ImportRow> ofJsonLines(byte[] bytes) {
    String expected = "{\"key\":…,\"organization\":…,\"label\":…}";
    List<ImportRow> rows = new ArrayList<>();
    // Made by a parser of our own: if Jackson opened the bytes itself, it would read an array as
    // the objects within it.
    try (MappingIterator<JsonNode> objects =
        JSON.readerFor(JsonNode.class).readValues(JSON.createParser(bytes))) {
      while (objects.hasNext()) {
        JsonNode object = objects.next();
        if (!object.isObject() || !COLUMNS.containsAll(object.propertyNames())) {
          throw new IllegalArgumentException(
              "line %d: unexpected content (expected: %s)"
                  .formatted(objects.currentLocation().getLineNr(), expected));
        }
        rows.add(
            row(
                objects.currentLocation().getLineNr(),
                text(object, KEY),
                text(object, ORGANIZATION),
                text(object, LABEL)));
      }
    } catch (JacksonException e) {
      throw invalid(e, expected);
    }
    return rows;
  }

  private static String text(JsonNode object, String name) {
    return object.path(name).asString("");
  }

  private static IllegalArgumentException invalid(JacksonException cause, String expected) {
    // There is no line number if a limit of the parser was reached, such as the depth of objects.
    String place =
        Optional.ofNullable(cause.getLocation())
            .map(location -> "line %d".formatted(location.getLineNr()))
            .orElse("body");
    return new IllegalArgumentException(
        "%s: cannot be read (expected: %s)".formatted(place, expected), cause);
  }
}
