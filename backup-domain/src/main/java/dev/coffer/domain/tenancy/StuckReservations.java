package dev.coffer.domain.tenancy;

import dev.coffer.domain.ByteSize;
import java.time.Instant;

/**
 * Bytes of one system that uploads have reserved which are over, and have not been released.
 *
 * @param uploads their number
 * @param since when the first of them ended
 */
public record StuckReservations(SystemId systemId, long uploads, ByteSize size, Instant since) {}
