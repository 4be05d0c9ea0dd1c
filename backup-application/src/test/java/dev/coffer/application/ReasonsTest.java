package dev.coffer.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonsTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("/a"), "it does not exist"),
        Arguments.of(new AccessDeniedException("/a"), "permission denied"),
        Arguments.of(
            new FileSystemException("/a", null, "Read-only file system"), "Read-only file system"),
        Arguments.of(new IOException("Is a directory"), "it is a directory"),
        Arguments.of(new MalformedInputException(1), "it is not a text file"),
        Arguments.of(
            new UnknownHostException("db.invalid: Name or service not known"),
            "no such host: db.invalid"),
        Arguments.of(new ConnectException(), "connection refused"),
        Arguments.of(
            failing("Failed to connect to /127.0.0.1:9", "Connection refused"),
            "connection refused"),
        Arguments.of(failing("Failed to connect", "No route to host"), "No route to host"),
        Arguments.of(new SocketTimeoutException(), "no answer in time"),
        Arguments.of(new IOException(), "input/output error"),
        Arguments.of(new IOException("No space left on device"), "No space left on device"));
  }

  private static ConnectException failing(String message, String cause) {
    var failure = new ConnectException(message);
    failure.initCause(new ConnectException(cause));
    return failure;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsDescribedInWords(IOException failure, String words) {
    assertThat(Reasons.of(failure)).isEqualTo(words);
  }

  @Test
  void aMessageEndsWithTheReasonAndNamesNoClass() {
    var absent = new NoSuchFileException("/a");

    assertThat(Reasons.in(new UncheckedIOException("cannot read \"/a\"", absent)))
        .isEqualTo("cannot read \"/a\": it does not exist");
    assertThat(Reasons.in(new UncheckedIOException("cannot read: " + absent, absent)))
        .isEqualTo("cannot read: it does not exist");
    assertThat(Reasons.in(new UncheckedIOException(absent))).isEqualTo("\"/a\": it does not exist");
    assertThat(Reasons.in(new UncheckedIOException(new IOException("gone")))).isEqualTo("gone");
  }
}
