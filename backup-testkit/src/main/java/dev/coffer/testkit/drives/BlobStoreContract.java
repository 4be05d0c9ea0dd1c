package dev.coffer.testkit.drives;

import dev.coffer.application.drives.BlobStore;

/**
 * All that one caller may rely on in a {@link BlobStore}. An adapter's test class implements this
 * and {@link BlobStoreConcurrencyContract}.
 */
public interface BlobStoreContract
    extends BlobStoreWriteContract,
        BlobStoreReadContract,
        BlobStoreRemoveContract,
        BlobStoreIdentityContract {}
