package dev.coffer.boot;

import dev.coffer.adapter.cli.CofferCommand;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Output;
import dev.coffer.adapter.cli.Progress;
import dev.coffer.adapter.cli.StandardOutput;
import dev.coffer.application.Durations;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One command of the program with all that is real behind it, run in the JVM of the test. */
public record CommandRun(int code, String out, String err, ByteArrayOutputStream bytes) {

  public static CommandRun of(Map<String, String> environment, String... words) {
    var err = new StringWriter();
    var bytes = new ByteArrayOutputStream();
    var identifiers = new RandomIdentifiers();
    var context =
        new CommandContext(
            environment,
            new WiredVaultAccess(
                environment,
                ExternalDrives.none(),
                Durations.DEFAULT,
                identifiers,
                Clock.systemUTC(),
                _ -> {}),
            identifiers,
            Clock.systemUTC(),
            BuildFacts.version(),
            new Output(new StandardOutput(bytes), new PrintWriter(err), Progress.NONE));
    int code = CofferCommand.run(context, words);
    return new CommandRun(code, bytes.toString(StandardCharsets.UTF_8), err.toString(), bytes);
  }

  public JsonNode json() {
    return JsonMapper.shared().readTree(out);
  }
}
