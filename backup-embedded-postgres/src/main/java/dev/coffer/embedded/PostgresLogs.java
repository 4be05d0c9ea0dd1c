package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The logs in which PostgreSQL reports errors: the start log until its own log is open, its own log
 * afterwards.
 *
 * @param startLog next to the data directory, so that root never writes into a folder that another
 *     user owns
 */
record PostgresLogs(Path startLog, Path dataDirectory) {

  /** Below the data directory. */
  static final String FOLDER = "log";

  private static final int TAIL_LINES = 10;
  private static final int TAIL_BYTES = 8192;

  /** The last lines of both logs, to be shown to the operator. */
  String tail() {
    var text = new StringBuilder();
    newest().ifPresent(file -> tail(file).forEach(line -> text.append("\n  ").append(line)));
    tail(startLog).forEach(line -> text.append("\n  ").append(line));
    return text.isEmpty() ? " It wrote no log." : " Its log ends with:" + text;
  }

  boolean startLogSays(String words) {
    return tail(startLog).stream().anyMatch(line -> line.contains(words));
  }

  private Optional<Path> newest() {
    try (var files = Files.list(dataDirectory.resolve(FOLDER))) {
      return files.max(Comparator.comparing(PostgresLogs::modified));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException unreadable) {
      return FileTime.fromMillis(0);
    }
  }

  /** Without following a link: the folder belongs to another user when root looks here. */
  private static List<String> tail(Path file) {
    try (var channel =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      channel.position(Math.max(0, channel.size() - TAIL_BYTES));
      var bytes = ByteBuffer.wrap(Channels.newInputStream(channel).readNBytes(TAIL_BYTES));
      var lines =
          ISO_8859_1.decode(bytes).toString().lines().filter(line -> !line.isBlank()).toList();
      return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
