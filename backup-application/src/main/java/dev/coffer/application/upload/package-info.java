/**
 * The upload protocol: intent, bytes, manifest, commit, and the recovery of uploads whose process
 * died. Start reading at {@link dev.coffer.application.upload.StoreBackupService}.
 */
@NullMarked
package dev.coffer.application.upload;

import org.jspecify.annotations.NullMarked;
