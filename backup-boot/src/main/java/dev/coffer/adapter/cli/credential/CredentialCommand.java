package dev.coffer.adapter.cli.credential;

import picocli.CommandLine.Command;

/** Secrets of systems. */
@Command(name = "credential", description = "List, add and revoke the credentials of a system.")
public final class CredentialCommand {}
