package dev.coffer.boot;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.application.Identifiers;
import dev.coffer.application.UserError;
import dev.coffer.application.access.CallerIndex.LiveSecret;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.VaultKeys;
import dev.coffer.boot.KeyFile.Line;
import dev.coffer.boot.config.SecretsConfig;
import dev.coffer.boot.config.VaultConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The keys of a configured vault: those of its key file, or of the configuration. */
record ConfiguredKeys(VaultConfig config, Identifiers identifiers, Clock clock)
    implements VaultKeys {

  @Override
  public List<Row> list() {
    Map<String, Uses> uses = uses();
    List<Row> rows = new ArrayList<>(known(uses));
    uses.forEach((id, used) -> {
      if (rows.stream().noneMatch(row -> row.id().equals(id))) {
        rows.add(new Row(Kind.PEPPER, id, State.MISSING, Optional.empty(), Optional.of(used)));
      }
    });
    rows.sort(Comparator.comparing(Row::kind).thenComparing(Row::state));
    return rows;
  }

  private List<Row> known(Map<String, Uses> uses) {
    Set<Kind> withCurrent = EnumSet.noneOf(Kind.class);
    return lines().stream()
        .map(line -> {
          State state =
              line.isNext()
                  ? State.NEXT
                  : withCurrent.add(line.kind()) ? State.CURRENT : State.OLDER;
          return new Row(
              line.kind(),
              line.id(),
              state,
              line.madeAt(),
              line.kind() == Kind.PEPPER
                  ? Optional.of(uses.getOrDefault(line.id(), Uses.NONE))
                  : Optional.empty());
        })
        .toList();
  }

  private List<Line> lines() {
    return config
        .secrets()
        .map(SecretsConfig::keyring)
        .map(ConfiguredKeys::lines)
        .orElseGet(() -> KeyFile.lines(file()));
  }

  private static List<Line> lines(Keyring keyring) {
    return Stream.concat(
            keyring.peppers().values().stream()
                .map(key -> new Line(Kind.PEPPER, false, key, Optional.empty())),
            keyring.manifestKeys().values().stream()
                .map(key -> new Line(Kind.MANIFEST_KEY, false, key, Optional.empty())))
        .toList();
  }

  /** By the id of the pepper. */
  private Map<String, Uses> uses() {
    try (RunningIndex running = RunningIndex.forCommand(config, identifiers, clock);
        PostgresIndex index = PostgresIndex.open(running.connection())) {
      Map<String, Uses> uses = new TreeMap<>();
      index
          .ports()
          .callers()
          .liveSecrets(
              Instant.EPOCH,
              secret -> uses.merge(secret.hmac().pepperId(), one(secret), ConfiguredKeys::sum));
      return uses;
    }
  }

  private static Uses one(LiveSecret secret) {
    return secret.user().isEmpty() ? new Uses(0, 1) : new Uses(1, 0);
  }

  private static Uses sum(Uses a, Uses b) {
    return new Uses(a.systemSecrets() + b.systemSecrets(), a.apiKeys() + b.apiKeys());
  }

  @Override
  public String rotate(Kind kind) {
    requireKeyFile();
    Line made = Line.ofNew(kind, true, identifiers, clock.instant());
    RunningIndex.translated(() -> {
      KeyFile.change(
          file(),
          clock,
          lines -> {
            lines.stream()
                .filter(line -> line.isNext() && line.kind() == kind)
                .findFirst()
                .ifPresent(waiting -> {
                  throw new UserError(
                      "the %s %s already waits for the next start. Restart the server first."
                          .formatted(kind.word(), waiting.id()));
                });
            return Stream.concat(lines.stream(), Stream.of(made)).toList();
          });
      return made;
    });
    return made.id();
  }

  @Override
  public void remove(String id) {
    requireKeyFile();
    Row row =
        list().stream()
            .filter(listed -> listed.id().equals(id) && listed.state() != State.MISSING)
            .findFirst()
            .orElseThrow(() -> new UserError("no key of this vault has the id " + id));
    whyNeeded(row)
        .ifPresent(why -> {
          throw new UserError("the %s %s %s".formatted(row.kind().word(), id, why));
        });
    RunningIndex.translated(() -> {
      KeyFile.change(file(), clock, lines -> without(row, lines));
      return row;
    });
  }

  /** A server that has started since uses a key that was waiting. */
  private static List<Line> without(Row row, List<Line> lines) {
    List<Line> kept =
        lines.stream()
            .filter(
                line -> !line.id().equals(row.id()) || line.isNext() != (row.state() == State.NEXT))
            .toList();
    if (kept.size() == lines.size()) {
      throw new UserError(
          "the %s %s was changed meanwhile. Run coffer secrets list."
              .formatted(row.kind().word(), row.id()));
    }
    return kept;
  }

  private static Optional<String> whyNeeded(Row row) {
    return switch (row.state()) {
      case NEXT, MISSING -> Optional.empty();
      case CURRENT ->
          Optional.of(
              "is in use. Run coffer secrets rotate %s and restart the server first."
                  .formatted(row.kind().word()));
      case OLDER ->
          row.uses()
              .map(uses -> uses.equals(Uses.NONE) ? Optional.<String>empty() : stillHashed(uses))
              .orElseGet(
                  () -> Optional.of("is needed: manifests on the drives are signed with it"));
    };
  }

  private static Optional<String> stillHashed(Uses uses) {
    return Optional.of(
        ("still has %d secrets of systems and %d API keys. Each one gets the current pepper "
                + "within minutes of its next use.")
            .formatted(uses.systemSecrets(), uses.apiKeys()));
  }

  private void requireKeyFile() {
    if (config.secrets().isPresent()) {
      throw new UserError(
          "the keys of this vault are in its configuration, under secrets. Change them there, as "
              + "docs/configure.md describes under \"Replace the keys\".");
    }
    RunningIndex.requireVault(config);
  }

  private Path file() {
    return config.files().keys();
  }
}
