package dev.coffer.adapter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where new secrets go. A secret is handed over before the vault accepts it: one that cannot be
 * handed over changes nothing, and the one before stays valid.
 */
public final class SecretOutput {

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write to this new file, which only you can read. It is on the disk before the secret "
              + "works. Default: standard output")
  private @Nullable Path file;

  /** Empty until something was handed over. */
  private long bytesWritten;

  /**
   * Adds to what was handed over, and returns when it has arrived: on the disk, or in standard
   * output.
   *
   * @throws UserError when it did not arrive
   */
  public void handOver(CommandContext context, JsonOption json, Object data, String people) {
    handOver(context, json.isAsked() ? JsonOption.document(data) + "\n" : people);
  }

  /** The same of text. */
  public void handOver(CommandContext context, String text) {
    if (file == null) {
      context.out().print(text);
      if (!context.output().standard().isWritten()) {
        throw lost("standard output is gone");
      }
      return;
    }
    try {
      append(file, text.getBytes(UTF_8));
    } catch (FileAlreadyExistsException e) {
      throw lost("\"%s\" already exists. Choose another name".formatted(file));
    } catch (NoSuchFileException e) {
      throw lost(
          "there is no directory \"%s\" to write to".formatted(file.toAbsolutePath().getParent()));
    } catch (IOException e) {
      throw lost("\"%s\" cannot be written: %s".formatted(file, Reasons.of(e)));
    }
  }

  private static UserError lost(String why) {
    return new UserError(
        "the new secret could not be handed over, so it was not created: %s".formatted(why));
  }

  private void append(Path path, byte[] bytes) throws IOException {
    Set<StandardOpenOption> how = bytesWritten == 0 ? Set.of(CREATE_NEW, WRITE) : Set.of(WRITE);
    var arrived = false;
    try (var channel = FileChannel.open(path, how, TargetFile.OWNER_ONLY)) {
      try {
        channel.position(bytesWritten);
        for (var left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
          channel.write(left);
        }
        channel.force(true);
        arrived = true;
      } finally {
        // What is in it is what works.
        if (!arrived) {
          channel.truncate(bytesWritten);
        }
      }
    }
    if (bytesWritten == 0) {
      TargetFile.forceNameOf(path);
    }
    bytesWritten += bytes.length;
  }

  /**
   * Makes a change that hands over secrets, and takes them back if the vault refuses it after all.
   *
   * @param change throws {@link UserError} when it is refused
   */
  public void unlessRefused(Runnable change) {
    try {
      change.run();
    } catch (UserError refused) {
      takeBack();
      throw refused;
    }
  }

  private void takeBack() {
    if (file == null || bytesWritten == 0) {
      return;
    }
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UserError(
          "\"%s\" holds a secret that does not work, and cannot be removed: %s"
              .formatted(file, Reasons.of(e)));
    }
  }
}
