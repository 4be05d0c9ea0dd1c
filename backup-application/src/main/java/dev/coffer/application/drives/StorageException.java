package dev.coffer.application.drives;

/** A drive or the index failed. The message names the key or the statement, never a secret. */
public abstract sealed class StorageException extends RuntimeException
    permits StorageUnavailable, StorageFull, StorageCorrupt {

  private static final long serialVersionUID = 1L;

  protected StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  protected StorageException(String message) {
    super(message);
  }
}
