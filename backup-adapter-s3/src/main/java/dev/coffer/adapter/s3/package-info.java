/**
 * An S3-compatible store as a drive. Depends on the application's ports alone; start reading at
 * {@link dev.coffer.adapter.s3.S3BlobStore}, then {@code SinglePut} for what a put does when an
 * answer is lost, and {@code S3Connection} for how a request is signed and bounded.
 */
@NullMarked
package dev.coffer.adapter.s3;

import org.jspecify.annotations.NullMarked;
