package dev.coffer.application.drives;

/** The stored bytes are not those that were written. Retrying does not help. */
public final class StorageCorrupt extends StorageException {

  private static final long serialVersionUID = 1L;

  public StorageCorrupt(String message, Throwable cause) {
    super(message, cause);
  }

  public StorageCorrupt(String message) {
    super(message);
  }
}
