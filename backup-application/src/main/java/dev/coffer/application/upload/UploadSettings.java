package dev.coffer.application.upload;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.UploadAllowance;

/**
 * What an operator may choose about uploads.
 *
 * @param instance names this process in leases, unique among running ones
 * @param max largest backup accepted; 0 = no limit
 * @param allowance of each system
 */
public record UploadSettings(String instance, ByteSize max, UploadAllowance allowance) {

  public static final ByteSize DEFAULT_MAX = new ByteSize(2L << 30);
}
