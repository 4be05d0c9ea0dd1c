package dev.coffer.boot.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.boot.config.LogConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command says on standard error: lines for people, or events where the log on the same
 * stream is JSON. Thread-safe.
 */
public final class CommandErrors extends Writer {

  private static final Logger LOG = LoggerFactory.getLogger("coffer");
  private static final String OPTION = "--log";
  private static final String JSON = "json";
  private static final String WARNING = "warning: ";
  private static final String NAME = "coffer: ";

  private final OutputStream target;
  private final StringBuilder line = new StringBuilder();
  private LogConfig.Format format;

  public CommandErrors(OutputStream target, LogConfig.Format format) {
    this.target = target;
    this.format = format;
  }

  /**
   * As far as it is known before the options and the configuration are read. Only a server has a
   * log; other commands speak to people.
   */
  public static LogConfig.Format format(Map<String, String> environment, String... arguments) {
    List<String> words = List.of(arguments);
    if (words.isEmpty() || !words.getFirst().equals("serve")) {
      return LogConfig.Format.TEXT;
    }
    int option = words.lastIndexOf(OPTION);
    boolean isJson =
        words.contains(OPTION + "=" + JSON)
            || (option < 0
                ? JSON.equals(environment.get("COFFER_LOG_FORMAT"))
                : words.subList(option, words.size()).indexOf(JSON) == 1);
    return isJson ? LogConfig.Format.JSON : LogConfig.Format.TEXT;
  }

  public PrintWriter printer() {
    return new PrintWriter(this, true);
  }

  public void use(LogConfig.Format newFormat) {
    synchronized (lock) {
      format = newFormat;
    }
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    synchronized (lock) {
      switch (format) {
        case TEXT -> target.write(new String(text, offset, length).getBytes(UTF_8));
        case JSON -> collect(text, offset, length);
      }
    }
  }

  private void collect(char[] text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (text[i] == '\n') {
        log();
      } else {
        line.append(text[i]);
      }
    }
  }

  private void log() {
    String said = line.toString();
    line.setLength(0);
    if (said.startsWith(WARNING)) {
      LOG.warn("{}", said.substring(WARNING.length()));
    } else if (!said.isBlank()) {
      LOG.error("{}", said.startsWith(NAME) ? said.substring(NAME.length()) : said);
    }
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      log();
    }
    flush();
  }
}
