package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.VaultAccess.RemoteAddress;
import dev.coffer.application.UserError;
import dev.coffer.application.VaultUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which remote vault a command works on, if any. */
public final class RemoteOptions {

  public static final String URL_VARIABLE = "COFFER_URL";
  public static final String KEY_FILE_VARIABLE = "COFFER_API_KEY_FILE";
  public static final String CA_FILE_VARIABLE = "COFFER_CA_FILE";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "URL of a remote vault, as in https://vault.example:8443 or https://example.org/vault "
              + "(COFFER_URL).")
  private @Nullable VaultUrl url;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description =
          "File with the API key for --url, readable by its owner only (COFFER_API_KEY_FILE).")
  private @Nullable Path keyFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description =
          "PEM file of the certificate authority (CA) of --url (COFFER_CA_FILE). Default: "
              + "Java's CAs")
  private @Nullable Path caFile;

  @Option(
      names = "--insecure",
      description =
          "Allow http:// to another machine, where others on the network can read the API key.")
  private boolean insecure;

  /** An empty variable counts as absent, as it does for the configuration. */
  static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Empty when the local vault is meant. */
  Optional<RemoteAddress> read(Map<String, String> environment) {
    return Optional.ofNullable(url)
        .or(() -> variable(environment, URL_VARIABLE).map(RemoteOptions::url))
        .map(address ->
            new RemoteAddress(
                encrypted(address),
                ApiKeyFile.read(keyFile(environment)),
                Optional.ofNullable(caFile)
                    .or(() -> variable(environment, CA_FILE_VARIABLE).map(Path::of))));
  }

  private VaultUrl encrypted(VaultUrl address) {
    if (!insecure && address.isPlainHttp() && !isThisMachine(address.uri().getHost())) {
      throw new UserError(
          "with \"%s\", others on the network can read the API key: use https, or add --insecure"
              .formatted(address));
    }
    return address;
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Reported when it is connected to.
      return true;
    }
  }

  private static VaultUrl url(String text) {
    try {
      return VaultUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UserError(URL_VARIABLE + ": " + e.getMessage());
    }
  }

  private Path keyFile(Map<String, String> environment) {
    return Optional.ofNullable(keyFile)
        .or(() -> variable(environment, KEY_FILE_VARIABLE).map(Path::of))
        .orElseThrow(() ->
            new UserError(
                "a remote vault requires an API key. Give it with --api-key-file or %s."
                    .formatted(KEY_FILE_VARIABLE)));
  }
}
