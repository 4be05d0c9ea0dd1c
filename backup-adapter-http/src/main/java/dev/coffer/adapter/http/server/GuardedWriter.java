package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.util.function.Consumer;

/**
 * Hands everything to the socket at once, in pieces of at most 64 KiB: a piece is paid in advance
 * by the meter, so a reply of many megabytes in one write would buy its reader many minutes of
 * stall.
 */
final class GuardedWriter implements DataWriter {
  private static final int PIECE = 64 * 1024;

  private final Consumer<BufferData> socket;

  GuardedWriter(Consumer<BufferData> socket) {
    this.socket = socket;
  }

  @Override
  public void write(BufferData... buffers) {
    writeNow(buffers);
  }

  @Override
  public void write(BufferData buffer) {
    writeNow(buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    for (BufferData buffer : buffers) {
      writeNow(buffer);
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    if (buffer.available() <= PIECE) {
      socket.accept(buffer);
      return;
    }
    // To the last byte: Helidon's fixed buffer cannot write the rest of what was read in part.
    while (buffer.available() > 0) {
      var piece = new byte[PIECE];
      int length = buffer.read(piece);
      socket.accept(BufferData.create(piece, 0, length));
    }
  }
}
