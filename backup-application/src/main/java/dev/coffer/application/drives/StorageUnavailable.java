package dev.coffer.application.drives;

/** A retry may succeed later. It is unknown whether a write that ended this way took effect. */
public sealed class StorageUnavailable extends StorageException permits StorageHangs {

  private static final long serialVersionUID = 1L;

  public StorageUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  public StorageUnavailable(String message) {
    super(message);
  }
}
