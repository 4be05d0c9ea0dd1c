package dev.coffer.adapter.cli.audit;

import picocli.CommandLine.Command;

/** What was done. */
@Command(name = "audit", description = "Show what was done, by whom and to what.")
public final class AuditCommand {}
