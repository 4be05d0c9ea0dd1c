package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.util.function.Consumer;

/**
 * Writes everything to the socket immediately, in pieces of at most 64 KiB. The meter credits a
 * piece before it is sent, so a reply of many megabytes in one write would allow its reader to
 * stall for many minutes.
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
    // The last piece is copied too, because a fixed buffer of Helidon cannot be written once it was
    // partly read.
    while (buffer.available() > 0) {
      var piece = new byte[PIECE];
      int length = buffer.read(piece);
      socket.accept(BufferData.create(piece, 0, length));
    }
  }
}
