package dev.coffer.application.drives;

/**
 * An operation on the drive did not return within its time limit. Until the drive answers, all
 * other operations fail immediately with this exception.
 */
public final class StorageHangs extends StorageUnavailable {

  private static final long serialVersionUID = 1L;

  public StorageHangs(String message) {
    super(message);
  }
}
