package dev.coffer.adapter.cli;

import java.io.OutputStream;
import java.io.PrintWriter;

/**
 * Where a command prints.
 *
 * @param out results, as text
 * @param bytes the same stream as {@code out}, for results that are not text
 * @param err warnings and errors
 * @param progress bars, where people watch
 */
public record Output(PrintWriter out, OutputStream bytes, PrintWriter err, Progress progress) {}
