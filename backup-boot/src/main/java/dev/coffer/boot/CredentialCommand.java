package dev.coffer.boot;

import picocli.CommandLine.Command;

/** Secrets of systems. */
@Command(name = "credential", description = "List, add and revoke the credentials of a system.")
final class CredentialCommand {}
