package dev.coffer.application.drives;

/** What is stored is not what was stored. Trying again does not help. */
public final class StorageCorrupt extends StorageException {

  private static final long serialVersionUID = 1L;

  public StorageCorrupt(String message, Throwable cause) {
    super(message, cause);
  }

  public StorageCorrupt(String message) {
    super(message);
  }
}
