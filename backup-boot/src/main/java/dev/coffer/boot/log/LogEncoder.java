package dev.coffer.boot.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.pattern.TargetLengthBasedClassNameAbbreviator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.coffer.boot.config.LogConfig;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An event as one line of text with its stack trace below, or as one flat JSON object on one line.
 * Whatever is in its texts, it cannot begin a line of its own.
 */
final class LogEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};
  private static final int LOGGER_WIDTH = 24;

  /** RFC 3339, always with milliseconds, so that lines sort as texts. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final JsonFactory JSON = new JsonFactory();

  private final LogConfig.Format format;
  private final TargetLengthBasedClassNameAbbreviator shortened =
      new TargetLengthBasedClassNameAbbreviator(LOGGER_WIDTH);

  LogEncoder(LogConfig.Format format) {
    this.format = format;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line =
        switch (format) {
          case TEXT -> text(event);
          case JSON -> json(event);
        };
    return line.getBytes(UTF_8);
  }

  private String text(ILoggingEvent event) {
    var line = new StringBuilder(TIME.format(event.getInstant()));
    line.append(" %-5s ".formatted(event.getLevel()))
        .append(shortened.abbreviate(event.getLoggerName()))
        .append(": ")
        .append(message(event));
    for (KeyValuePair pair : pairs(event)) {
      line.append(' ')
          .append(pair.key)
          .append("=\"")
          .append(LogText.escaped(String.valueOf(pair.value)))
          .append('"');
    }
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null ? line.toString() : line.append(LogText.stackTrace(thrown)).toString();
  }

  private static String json(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("time", TIME.format(event.getInstant()));
    fields.put("level", event.getLevel().toString());
    fields.put("logger", event.getLoggerName());
    fields.put("thread", LogText.escaped(event.getThreadName()));
    fields.put("message", message(event));
    event.getMDCPropertyMap().forEach((name, value) -> fields.put(name, LogText.escaped(value)));
    for (KeyValuePair pair : pairs(event)) {
      fields.put(
          pair.key,
          pair.value instanceof Number ? pair.value : LogText.escaped(String.valueOf(pair.value)));
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      fields.put("exception", LogText.stackTrace(thrown));
    }
    return object(fields);
  }

  private static String object(Map<String, Object> fields) {
    var line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      fields.forEach((name, value) -> {
        json.writeName(name);
        switch (value) {
          case Integer number -> json.writeNumber(number);
          case Long number -> json.writeNumber(number);
          case Number number -> json.writeNumber(number.doubleValue());
          default -> json.writeString(value.toString());
        }
      });
      json.writeEndObject();
    }
    return line.append('\n').toString();
  }

  private static String message(ILoggingEvent event) {
    return LogText.escaped(Objects.requireNonNullElse(event.getFormattedMessage(), ""));
  }

  private static List<KeyValuePair> pairs(ILoggingEvent event) {
    return Objects.requireNonNullElse(event.getKeyValuePairs(), List.of());
  }
}
