/** Policies, verdicts, and the pass that removes backups, with its preview and approval. */
@NullMarked
package dev.coffer.application.retention;

import org.jspecify.annotations.NullMarked;
