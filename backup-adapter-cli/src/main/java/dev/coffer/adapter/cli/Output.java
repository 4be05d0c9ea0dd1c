package dev.coffer.adapter.cli;

import java.io.PrintWriter;

/**
 * Where a command prints.
 *
 * @param standard results
 * @param err warnings and errors
 * @param progress bars, where people watch
 */
public record Output(StandardOutput standard, PrintWriter err, Progress progress) {}
