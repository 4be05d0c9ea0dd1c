package dev.coffer.application.drives;

/** There is no free space; nothing of the write was kept. */
public final class StorageFull extends StorageException {

  private static final long serialVersionUID = 1L;

  public StorageFull(String message, Throwable cause) {
    super(message, cause);
  }

  public StorageFull(String message) {
    super(message);
  }
}
