package dev.coffer.adapter.cli.system;

import picocli.CommandLine.Command;

/** Systems, and what an operator does with them; each command is a class of its own. */
@Command(
    name = "system",
    description = "Add, list, change, suspend, resume, reassign, erase systems; rotate secrets.")
public final class SystemCommand {}
