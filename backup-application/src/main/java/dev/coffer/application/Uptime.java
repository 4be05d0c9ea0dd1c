package dev.coffer.application;

import java.time.Duration;

/**
 * How long a machine has been running. The time outlives a process and includes the time that the
 * machine sleeps.
 *
 * @param boot unique to one start of one machine
 * @param time since that start
 */
public record Uptime(String boot, Duration time) {}
