package dev.coffer.application;

import java.time.Duration;

/**
 * How long a machine has been running: outlives a process, and goes on while the machine sleeps.
 *
 * @param boot unlike that of any other start of any machine
 * @param time since then
 */
public record Uptime(String boot, Duration time) {}
