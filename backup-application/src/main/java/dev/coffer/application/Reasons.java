package dev.coffer.application;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;

/**
 * Describes in plain words why a file or a server could not be used. Java's own messages are often
 * only a class name or a file name.
 */
public final class Reasons {

  private Reasons() {}

  /**
   * Describes a failure without the name of the file or the server, which the caller adds: {@code
   * permission denied}.
   */
  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "it does not exist";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it already exists";
      case NotDirectoryException _ -> "it is not a directory";
      case DirectoryNotEmptyException _ -> "it is not empty";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case CharacterCodingException _ -> "it is not a text file";
      case UnknownHostException unknown -> "no such host: " + host(unknown);
      case ConnectException refused -> connection(refused);
      case InterruptedIOException _ -> "no answer in time";
      case EOFException _ -> "the connection was closed";
      default ->
          message(failure)
              .map(message -> message.equals("Is a directory") ? "it is a directory" : message)
              .orElse("input/output error");
    };
  }

  /** Returns the message of a failure, with Java's wording replaced by that of {@link #of}. */
  public static String in(UncheckedIOException failure) {
    IOException cause = Objects.requireNonNull(failure.getCause());
    String message = message(failure).orElse("");
    String reason = of(cause);
    if (message.equals(cause.toString())) {
      return cause instanceof FileSystemException file && file.getFile() != null
          ? "\"%s\": %s".formatted(file.getFile(), reason)
          : reason;
    }
    if (message.contains(cause.toString())) {
      return message.replace(cause.toString(), reason);
    }
    return message.contains(reason) ? message : message + ": " + reason;
  }

  /** Some exceptions add the resolver's message: {@code name: Name or service not known}. */
  private static String host(UnknownHostException unknown) {
    return message(unknown).map(message -> message.replaceFirst(":.*", "")).orElse("");
  }

  /** Some clients report only the address, and the reason only in the cause. */
  private static String connection(ConnectException refused) {
    Throwable cause = refused;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return message(cause)
        .filter(message -> !message.startsWith("Connection refused"))
        .orElse("connection refused");
  }

  private static Optional<String> message(Throwable failure) {
    return Optional.ofNullable(failure.getMessage()).filter(message -> !message.isBlank());
  }
}
