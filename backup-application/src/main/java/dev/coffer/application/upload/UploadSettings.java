package dev.coffer.application.upload;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.UploadAllowance;

/**
 * The settings that an operator may choose for uploads.
 *
 * @param instance names this process in leases; unique among running processes
 * @param max the largest backup that is accepted; 0 = no limit
 * @param allowance of each system
 */
public record UploadSettings(String instance, ByteSize max, UploadAllowance allowance) {

  public static final ByteSize DEFAULT_MAX = new ByteSize(2L << 30);
}
