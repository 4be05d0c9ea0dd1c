package dev.coffer.application.download;

/** The system or organization of the backup has its share of the downloads of this instance. */
public final class TooManyDownloads extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TooManyDownloads(String message) {
    super(message);
  }
}
