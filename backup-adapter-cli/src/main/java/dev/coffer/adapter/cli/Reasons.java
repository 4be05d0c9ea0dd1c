package dev.coffer.adapter.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Why a file could not be used, in words for people: Java says it with the name of a class. */
public final class Reasons {

  private Reasons() {}

  /** Without the file, which the caller names: {@code permission denied}. */
  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "it does not exist";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it already exists";
      case NotDirectoryException _ -> "it is not a directory";
      case DirectoryNotEmptyException _ -> "it is not empty";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default ->
          Optional.ofNullable(failure.getMessage())
              .filter(message -> !message.isBlank())
              .orElse("input/output error");
    };
  }
}
