package dev.coffer.boot.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.coffer.domain.PlainText;

/**
 * Text of an event, made safe for a log: somebody else chose parts of it, and a line break or an
 * escape sequence could forge lines or change what a terminal shows.
 */
final class LogText {

  private LogText() {}

  /** On one line, with each character that does not print as an escape of Java. */
  static String escaped(String text) {
    if (text.codePoints().allMatch(PlainText::isPrintable)) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  private static void append(StringBuilder safe, int character) {
    switch (character) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (PlainText.isPrintable(character)) {
          safe.appendCodePoint(character);
        } else {
          safe.append("\\u%04x".formatted(character));
        }
      }
    }
  }

  /** As Java prints it, each line with its end; only what {@code thrown} says itself is escaped. */
  static String stackTrace(IThrowableProxy thrown) {
    var trace = new StringBuilder();
    append(trace, "", "", thrown);
    return trace.toString();
  }

  private static void append(
      StringBuilder trace, String indent, String caption, IThrowableProxy thrown) {
    trace.append(indent).append(caption);
    if (thrown.isCyclic()) {
      trace.append("[circular reference: ").append(said(thrown)).append("]\n");
      return;
    }
    trace.append(said(thrown)).append('\n');
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int shared = thrown.getCommonFrames();
    for (int i = 0; i < frames.length - shared; i++) {
      trace.append(indent).append('\t').append(frames[i].getSTEAsString()).append('\n');
    }
    if (shared > 0) {
      trace.append(indent).append("\t... ").append(shared).append(" more\n");
    }
    for (IThrowableProxy suppressed : thrown.getSuppressed()) {
      append(trace, indent + "\t", "Suppressed: ", suppressed);
    }
    IThrowableProxy cause = thrown.getCause();
    if (cause != null) {
      append(trace, indent, "Caused by: ", cause);
    }
  }

  private static String said(IThrowableProxy thrown) {
    String message = thrown.getMessage();
    return message == null
        ? thrown.getClassName()
        : thrown.getClassName() + ": " + escaped(message);
  }
}
