package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.DataReader;
import java.util.function.Supplier;

/**
 * A reader that never shows what it has read. Helidon puts a dump of it into its complaint about a
 * malformed head and logs that, and the rest of a head may hold {@code Authorization}.
 */
final class NonDumpingReader extends DataReader {

  NonDumpingReader(Supplier<byte[]> source) {
    super(source);
  }

  @Override
  public String debugDataHex() {
    return "(not shown)";
  }
}
