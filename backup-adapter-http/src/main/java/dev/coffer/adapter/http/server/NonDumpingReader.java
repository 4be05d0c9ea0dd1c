package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.DataReader;
import java.util.function.Supplier;

/**
 * A reader that never dumps its content. Helidon logs such a dump for a malformed request head, and
 * the head may contain {@code Authorization}.
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
