package dev.coffer.application.upload;

import dev.coffer.application.drives.Shares;

/**
 * What the uploads of this instance have in use.
 *
 * @param outstandingBytes announced and not arrived yet
 */
public record UploadShares(Shares transfers, Shares outstandingBytes) {}
