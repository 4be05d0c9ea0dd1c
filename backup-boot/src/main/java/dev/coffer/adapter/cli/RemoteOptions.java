package dev.coffer.adapter.cli;

import dev.coffer.adapter.remote.RemoteConfig;
import dev.coffer.boot.ApiKeyFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which vault elsewhere a command speaks to, if any. */
public final class RemoteOptions {

  public static final String URL_VARIABLE = "COFFER_URL";
  public static final String KEY_FILE_VARIABLE = "COFFER_API_KEY_FILE";
  public static final String CA_FILE_VARIABLE = "COFFER_CA_FILE";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A vault elsewhere, as in https://vault.example:8443 (COFFER_URL).")
  private @Nullable URI url;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description =
          "File with the API key for --url, readable by its owner alone (COFFER_API_KEY_FILE).")
  private @Nullable Path keyFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description =
          "PEM file of the authority that vouches for --url (COFFER_CA_FILE). Default: those of Java")
  private @Nullable Path caFile;

  /** An empty variable counts as absent, as it does for the configuration. */
  static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Empty when the vault of the configuration is meant. */
  Optional<RemoteConfig> read(Map<String, String> environment) {
    return Optional.ofNullable(url)
        .or(() -> variable(environment, URL_VARIABLE).map(RemoteOptions::url))
        .map(address ->
            new RemoteConfig(
                address,
                ApiKeyFile.read(keyFile(environment)),
                Optional.ofNullable(caFile)
                    .or(() -> variable(environment, CA_FILE_VARIABLE).map(Path::of)),
                RemoteConfig.DEFAULT_PATIENCE));
  }

  private static URI url(String text) {
    try {
      return RemoteConfig.url(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(URL_VARIABLE + ": " + e.getMessage());
    }
  }

  private Path keyFile(Map<String, String> environment) {
    return Optional.ofNullable(keyFile)
        .or(() -> variable(environment, KEY_FILE_VARIABLE).map(Path::of))
        .orElseThrow(() ->
            new CommandFailure(
                "a vault elsewhere needs an API key (expected: --api-key-file or %s)"
                    .formatted(KEY_FILE_VARIABLE)));
  }
}
