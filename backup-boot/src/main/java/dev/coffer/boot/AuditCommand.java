package dev.coffer.boot;

import picocli.CommandLine.Command;

/** What was done. */
@Command(name = "audit", description = "Show what was done, by whom and to what.")
final class AuditCommand {}
