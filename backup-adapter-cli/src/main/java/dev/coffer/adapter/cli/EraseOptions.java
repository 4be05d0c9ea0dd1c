package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.application.deletion.Erasures.EraseCommand;
import dev.coffer.application.deletion.Erasures.EraseResult;
import dev.coffer.application.deletion.Erasures.Erased;
import dev.coffer.application.deletion.Erasures.UnderWay;
import dev.coffer.domain.Units;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.TenantRef;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code system erase} and {@code organization erase} have in common. */
public final class EraseOptions {

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final FollowOptions follow = new FollowOptions();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write a signed list of the erased backups to this file once every drive has confirmed.")
  private @Nullable Path report;

  @Option(
      names = "--suspend",
      description =
          "Suspend systems that are still served. Without it, the command is refused for them.")
  private boolean suspend;

  @Option(
      names = "--versions-may-stay",
      description =
          "Acknowledge that buckets may keep old versions. Without it, the command is refused for them.")
  private boolean versionsMayStay;

  /** What {@code --json} prints; the counts are of what was found so far. */
  record ErasureState(
      String kind,
      String name,
      boolean erased,
      long backups,
      long sizeBytes,
      long uploads,
      long waiting) {}

  public void erase(CommandContext context, TenantRef tenant) {
    LocalVault vault = options.vault(context);
    follow.requireRunningVault(vault);
    try (var session = vault.open()) {
      if (report == null) {
        print(context, erase(context, session, tenant));
      } else {
        eraseWithReport(context, session, tenant, report);
      }
    }
  }

  /** A file that cannot be written is found out before anything is erased. */
  private void eraseWithReport(
      CommandContext context, AdministrationSession session, TenantRef tenant, Path path) {
    try (var file = TargetFile.create(path, false, context.identifiers())) {
      EraseResult result = erase(context, session, tenant);
      print(context, result);
      if (result instanceof Erased(Erasure erasure)) {
        write(session.erasures(), erasure, file);
      } else {
        context.err().println("No report was written: the erasure is not complete yet.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("\"%s\" cannot be written".formatted(path), e);
    }
  }

  private static void write(Erasures erasures, Erasure erasure, TargetFile file)
      throws IOException {
    var lines = new PrintWriter(file.bytes(), false, StandardCharsets.UTF_8);
    erasures.report(erasure, line -> lines.print(line + "\n"));
    if (lines.checkError()) {
      throw new IOException("the report could not be written completely");
    }
    file.publish();
  }

  private EraseResult erase(
      CommandContext context, AdministrationSession session, TenantRef tenant) {
    var command = new EraseCommand(tenant, suspend, versionsMayStay);
    var paused = new PausedDeletion(context, session.retention(), session.authority());
    Supplier<EraseResult> erase =
        () -> {
          EraseResult result = notRefused(session.erasures().erase(session.authority(), command));
          if (result instanceof UnderWay) {
            paused.report("The erasure waits.");
          }
          return result;
        };
    EraseResult first = erase.get();
    return first instanceof UnderWay(_, _, _, var size) && follow.isAsked()
        ? follow.follow(context, json, "Erasing", size.bytes(), erase, EraseOptions::left)
        : first;
  }

  /** Uploads have no bytes yet, and are waited for too. */
  private static long left(EraseResult result) {
    return result instanceof UnderWay(_, _, _, var size) ? Math.max(1, size.bytes()) : 0;
  }

  private static EraseResult notRefused(EraseResult result) {
    Optional<String> refusal =
        switch (result) {
          case Erased _, UnderWay _ -> Optional.empty();
          case Erasures.UnknownTenant() ->
              Optional.of("no such system or organization exists, or was erased");
          case Erasures.NotSuspended(var systems) ->
              Optional.of(
                  ("%d systems are not suspended, such as \"%s\". Suspend them first with coffer system "
                          + "suspend, or add --suspend.")
                      .formatted(systems.size(), systems.getFirst()));
          case Erasures.Protected(var backups) ->
              Optional.of(
                  "these backups are pinned or held. Run coffer backup unpin or release first: %s"
                      .formatted(
                          String.join(
                              " ", backups.stream().map(backup -> backup.toString()).toList())));
          case Erasures.VersionsStay(var drives) ->
              Optional.of(
                  ("the drives %s may keep old versions of deleted backups. Acknowledge this with "
                          + "--versions-may-stay.")
                      .formatted(drives));
        };
    if (refusal.isPresent()) {
      throw new UserError(refusal.get());
    }
    return result;
  }

  private void print(CommandContext context, EraseResult result) {
    switch (result) {
      case Erased(Erasure erasure) ->
          json.print(
              context.out(),
              printed(erasure, true, 0, 0),
              () ->
                  context
                      .out()
                      .println(
                          "%s is erased: %d backups, %s; every drive has confirmed"
                              .formatted(
                                  erasure.name(),
                                  erasure.backups(),
                                  Units.forPeople(erasure.size()))));
      case UnderWay(Erasure erasure, long uploads, long waiting, var size) ->
          json.print(
              context.out(),
              printed(erasure, false, uploads, waiting),
              () ->
                  context
                      .out()
                      .println(
                          ("%s is being erased: %d uploads are still running, %d backups (%s) are still to be "
                                  + "removed. Repeat the command to see the progress, or add --wait.")
                              .formatted(erasure.name(), uploads, waiting, Units.forPeople(size))));
      case Erasures.UnknownTenant _,
          Erasures.NotSuspended _,
          Erasures.Protected _,
          Erasures.VersionsStay _ ->
          throw new IllegalStateException("already refused: " + result);
    }
  }

  private static ErasureState printed(Erasure erasure, boolean erased, long uploads, long waiting) {
    return new ErasureState(
        Fields.lower(erasure.kind()),
        erasure.name(),
        erased,
        erasure.backups(),
        erasure.size().bytes(),
        uploads,
        waiting);
  }
}
