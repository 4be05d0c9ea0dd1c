package dev.coffer.adapter.cli;

import dev.coffer.application.Identifiers;
import dev.coffer.boot.Wiring;
import dev.coffer.boot.config.LogConfig;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The world around a command.
 *
 * @param out for what was asked for
 * @param bytes the same as {@code out}, for what is no text
 * @param err for everything else
 * @param logging applies what the configuration says of it
 */
public record CommandContext(
    Map<String, String> environment,
    Wiring wiring,
    Identifiers identifiers,
    Consumer<LogConfig> logging,
    PrintWriter out,
    OutputStream bytes,
    PrintWriter err,
    Progress progress) {}
