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
 * Lists of systems to be imported, as text: a table of comma-separated values, or a JSON object a
 * line. Here, because HTTP and the command line accept the same lists.
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
   * A header with the names of the columns key, organization and (or not) label, in any order, then
   * a line for each system, as in RFC 4180.
   *
   * @throws IllegalArgumentException when the header or a line is not so
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

  /** The reader takes the end of the table for the end of its last quote: it may be cut off. */
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
   * An object with key, organization and (or not) label in each line.
   *
   * @throws IllegalArgumentException when a line is not so
   */
  public static List<ImportRow> ofJsonLines(byte[] bytes) {
    String expected = "{\"key\":…,\"organization\":…,\"label\":…}";
    List<ImportRow> rows = new ArrayList<>();
    // Of a parser of ours: of bytes, an array would be taken for the objects within it.
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
      throw notSo(e, expected);
    }
    return rows;
  }

  private static String text(JsonNode object, String name) {
    return object.path(name).asString("");
  }

  private static IllegalArgumentException notSo(JacksonException cause, String expected) {
    // Without one where a limit of the parser was reached, such as the depth of its objects.
    String place =
        Optional.ofNullable(cause.getLocation())
            .map(location -> "line %d".formatted(location.getLineNr()))
            .orElse("body");
    return new IllegalArgumentException(
        "%s: cannot be read (expected: %s)".formatted(place, expected), cause);
  }
}
