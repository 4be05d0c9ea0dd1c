package dev.coffer.application.drives;

/** It may work later. Whether a write that ended so took effect is unknown. */
public sealed class StorageUnavailable extends StorageException permits StorageHangs {

  private static final long serialVersionUID = 1L;

  public StorageUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  public StorageUnavailable(String message) {
    super(message);
  }
}
