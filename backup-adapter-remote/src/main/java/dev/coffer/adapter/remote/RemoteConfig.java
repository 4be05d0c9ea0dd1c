package dev.coffer.adapter.remote;

import dev.coffer.application.VaultUrl;
import dev.coffer.domain.access.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a remote vault is and how it is reached.
 *
 * @param url of its main listener
 * @param apiKey decides what is seen and what may be done
 * @param authorities PEM file of the only certificate authorities that are trusted; empty = those
 *     that the Java runtime trusts
 * @param timeout the longest wait for an answer, or for the next bytes of one
 */
public record RemoteConfig(
    VaultUrl url, Secret apiKey, Optional<Path> authorities, Duration timeout) {

  /** Longer than the vault itself waits for its index. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
}
