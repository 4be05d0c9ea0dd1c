package dev.coffer.adapter.cli.key;

import picocli.CommandLine.Command;

/** Operators' keys; each command is a class of its own. */
@Command(name = "key", description = "Add, list and revoke the API keys of operators.")
public final class KeyCommand {}
