package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.Progress;
import dev.coffer.adapter.cli.QuietOption;
import dev.coffer.adapter.cli.TargetFile;
import dev.coffer.adapter.cli.VaultOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.Downloads;
import dev.coffer.domain.Units;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A file is there whole and proved, or not at all. */
@Command(
    name = "fetch",
    description = {
      "Download a backup, or one copy of it, and compare it with its SHA-256.",
      "The file is created only if its checksum is right."
    })
final class BackupFetchCommand implements Callable<Integer> {

  private static final String STANDARD_OUTPUT = "-";
  private static final int BUFFER_BYTES = 64 * 1024;

  private final CommandContext context;

  @Mixin private final VaultOptions vault = new VaultOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final QuietOption quiet = new QuietOption();

  @Parameters(paramLabel = "ID", description = "The id of a backup or of one of its copies.")
  private @Nullable UUID id;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "File to write; - = standard output. Default: the id with the backup's extension")
  private @Nullable String output;

  @Option(names = "--force", description = "Replace an existing file.")
  private boolean force;

  BackupFetchCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record FetchedBackup(String id, String file, long sizeBytes, String sha256) {}

  @Override
  public Integer call() {
    UUID asked = Objects.requireNonNull(id);
    try (var session = vault.open(context)) {
      Downloads downloads = session.downloads();
      Download found =
          BackupId.of(asked)
              .flatMap(backup -> downloads.backup(session.authority(), backup))
              .or(() -> downloads.copy(session.authority(), asked))
              .orElseThrow(() ->
                  new UserError(
                      "there is no stored backup and no copy with the id \"%s\"".formatted(asked)));
      deliver(asked, found);
    }
    return 0;
  }

  private void deliver(UUID asked, Download found) {
    if (STANDARD_OUTPUT.equals(output)) {
      copy(asked, found, context.bytes());
      return;
    }
    Path target = Path.of(output == null ? asked + found.extension().suffix() : output);
    try (var file = TargetFile.create(target, force, context.identifiers())) {
      copy(asked, found, file.bytes());
      file.publish();
    } catch (IOException e) {
      throw new UncheckedIOException("\"%s\" cannot be written".formatted(target), e);
    }
    var printed =
        new FetchedBackup(
            asked.toString(), target.toString(), found.size().bytes(), found.sha256().hex());
    json.print(
        context.out(),
        printed,
        () ->
            context
                .out()
                .println(
                    "%s  %s  sha256 verified".formatted(target, Units.forPeople(found.size()))));
  }

  private void copy(UUID asked, Download found, OutputStream out) {
    long size = found.size().bytes();
    MessageDigest digest = sha256();
    var buffer = new byte[BUFFER_BYTES];
    long done = 0;
    try (InputStream bytes = found.content().whole().orElseThrow(() -> damaged(asked));
        var bar = quiet.progress(context, json).begin("Fetching", size, Progress.Unit.BYTES)) {
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        digest.update(buffer, 0, count);
        out.write(buffer, 0, count);
        done += count;
        bar.reached(done);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("\"%s\" could not be downloaded".formatted(asked), e);
    }
    if (done != size || !Sha256.of(digest.digest()).equals(found.sha256())) {
      throw new UserError(
          ("the data received for \"%s\" is not what was stored: %d bytes (expected: %d with "
                  + "SHA-256 %s)")
              .formatted(asked, done, size, found.sha256()));
    }
  }

  private static UserError damaged(UUID asked) {
    return new UserError("every copy of \"%s\" is missing or damaged".formatted(asked));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
    }
  }
}
