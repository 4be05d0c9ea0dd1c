package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Uptime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemTickerTest {

  @TempDir private Path folder;
  private Path bootId;
  private Path uptime;

  @BeforeEach
  void files() throws IOException {
    bootId = Files.writeString(folder.resolve("boot_id"), "d3427645-32a3-4ca3-86ec-02bd7f795ba3\n");
    uptime = Files.writeString(folder.resolve("uptime"), "25069.45 4665.38\n");
  }

  @Test
  void linuxTellsWhichStartThisIsAndHowLongAgo() {
    var ticker = new SystemTicker(bootId, uptime);

    assertThat(ticker.uptime())
        .isEqualTo(
            new Uptime("d3427645-32a3-4ca3-86ec-02bd7f795ba3", Duration.ofMillis(25_069_450)));
  }

  @Test
  void elsewhereEachProcessIsAMachineOfItsOwn() throws IOException {
    Files.writeString(uptime, "a while\n");
    var unreadable = new SystemTicker(bootId, uptime);
    var missing = new SystemTicker(folder.resolve("none"), uptime);

    assertThat(unreadable.uptime().boot())
        .startsWith("process ")
        .isEqualTo(unreadable.uptime().boot())
        .isNotEqualTo(missing.uptime().boot());
    assertThat(missing.uptime().time()).isLessThanOrEqualTo(missing.uptime().time());
  }
}
