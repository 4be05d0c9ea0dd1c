package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderTrialTest {

  private static final Duration LIMIT = Duration.ofSeconds(1);

  @TempDir private Path folder;

  private final CountDownLatch letGo = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    letGo.countDown();
  }

  /** As one on a file server that hangs: whatever looks at it does not return. */
  private Path thatHangs(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (_, method, arguments) -> {
              if (method.getName().equals("getFileSystem")) {
                letGo.await();
              }
              return method.invoke(path, arguments);
            });
  }

  @Test
  void aFolderThatHangsIsAProblemOnceTheLimitIsOver() {
    Path hanging = folder.resolve("hanging");

    assertThat(FolderTrial.problem("drives.0.directory", thatHangs(hanging), LIMIT))
        .contains("drives.0.directory: \"%s\" does not answer within 1 s".formatted(hanging));
  }

  @Test
  void aFolderThatCanBeMadeIsNoProblemAndIsNotLeft() {
    Path missing = folder.resolve("a/b");

    assertThat(FolderTrial.problem("data", missing, LIMIT)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
