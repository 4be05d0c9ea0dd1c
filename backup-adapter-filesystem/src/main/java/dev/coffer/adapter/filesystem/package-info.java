/**
 * A directory as a drive. Depends on the application's ports alone; start reading at {@link
 * dev.coffer.adapter.filesystem.FilesystemBlobStore}, then {@code DurableFileWriter} for the order
 * of its steps.
 */
@NullMarked
package dev.coffer.adapter.filesystem;

import org.jspecify.annotations.NullMarked;
