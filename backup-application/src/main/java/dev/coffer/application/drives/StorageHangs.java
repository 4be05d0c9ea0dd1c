package dev.coffer.application.drives;

/**
 * An operation of the drive has not returned within its time limit. Until the drive answers, all
 * others end like this at once.
 */
public final class StorageHangs extends StorageUnavailable {

  private static final long serialVersionUID = 1L;

  public StorageHangs(String message) {
    super(message);
  }
}
