package dev.coffer.boot.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What clients of a vault know, outside of it: one line of JSON for each event, on disk before the
 * client goes on. Thread-safe.
 */
public final class ClientLog implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String EVENT = "event";

  private final FileChannel file;

  private ClientLog(FileChannel file) {
    this.file = file;
  }

  /** Continues the log, if there is one. */
  public static ClientLog open(Path file) throws IOException {
    return new ClientLog(
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
  }

  public synchronized void append(ClientEvent event) throws IOException {
    ObjectNode line = JSON.valueToTree(event);
    line.put(EVENT, event.getClass().getSimpleName());
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /**
   * All events, in their order. A last line without its end was never confirmed and is left out.
   */
  public static List<ClientEvent> read(Path file) throws IOException {
    String text = Files.readString(file);
    List<ClientEvent> events = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      JsonNode json = JSON.readTree(line);
      String name = json.get(EVENT).asString();
      events.add(JSON.treeToValue(((ObjectNode) json).without(EVENT), kind(name)));
    }
    return events;
  }

  private static Class<? extends ClientEvent> kind(String name) {
    return switch (name) {
      case "Stored" -> ClientEvent.Stored.class;
      case "Deleted" -> ClientEvent.Deleted.class;
      case "Undeleted" -> ClientEvent.Undeleted.class;
      case "Revoked" -> ClientEvent.Revoked.class;
      case "Trespassed" -> ClientEvent.Trespassed.class;
      case "Broken" -> ClientEvent.Broken.class;
      case "Mended" -> ClientEvent.Mended.class;
      case "Refused" -> ClientEvent.Refused.class;
      default -> throw new IllegalArgumentException("event: \"%s\"".formatted(name));
    };
  }
}
