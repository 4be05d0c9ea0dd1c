package dev.coffer.boot.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.CommandRun;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replaces the keys of a vault while it runs, and kills it before it knows them. */
class KeyRotationIT {

  private static final Pattern SECRET = Pattern.compile("cs1_\\S+");

  @TempDir private Path temporary;

  private Map<String, String> environment = Map.of();

  private CommandRun command(String... words) {
    CommandRun run = CommandRun.of(environment, words);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private List<String> states() {
    return command("secrets", "list", "--json")
        .json()
        .valueStream()
        .map(row -> row.get("kind").asString() + " " + row.get("state").asString())
        .toList();
  }

  @Test
  void everySecretAndBackupStaysValidOnTheWay() throws Exception {
    Path data = ServedVault.preparedDataIn(temporary);
    environment = Map.of("COFFER_DATA", data.toString());
    byte[] bytes = "before".getBytes(StandardCharsets.UTF_8);
    String id;
    String secret;
    try (ServedVault vault = ServedVault.start(data)) {
      id = Appliance.idOf(vault.firstSystem().upload(bytes));

      command("secrets", "rotate", "pepper");
      command("secrets", "rotate", "manifest-key");

      assertThat(states())
          .containsExactly(
              "pepper next", "pepper current", "manifest-key next", "manifest-key current");
      // The server does not know the new pepper yet.
      secret = added("fw-1");
      assertThat(new Appliance(vault.base(), "fw-1", secret).list().statusCode()).isEqualTo(200);
      vault.kill();
    }
    // A write of the keys that was cut.
    Files.writeString(data.resolve("vault.key.new"), "next-pepper half");

    try (ServedVault vault = ServedVault.start(data)) {
      assertThat(states())
          .containsExactly(
              "pepper current", "pepper older", "manifest-key current", "manifest-key older");
      assertThat(new Appliance(vault.base(), "fw-1", secret).list().statusCode()).isEqualTo(200);
      assertThat(vault.firstSystem().download(id).body().readAllBytes()).isEqualTo(bytes);
      assertThat(vault.firstSystem().upload(bytes).statusCode()).isEqualTo(201);
      String later = added("fw-2");
      assertThat(new Appliance(vault.base(), "fw-2", later).list().statusCode()).isEqualTo(200);

      String older = command("secrets", "list", "--json").json().get(3).get("id").asString();
      assertThat(CommandRun.of(environment, "secrets", "remove", older).err())
          .isEqualTo(
              "coffer: the manifest-key %s is needed: manifests on the drives are signed with it\n"
                  .formatted(older));
      assertThat(command("secrets", "list").out())
          .doesNotContain(keys(data).toArray(CharSequence[]::new));
    }
  }

  private String added(String key) {
    var found = SECRET.matcher(command("system", "add", key).out());
    assertThat(found.find()).isTrue();
    return found.group();
  }

  private static List<String> keys(Path data) throws Exception {
    return Files.readAllLines(data.resolve("vault.key")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ", -1)[2])
        .toList();
  }
}
