/**
 * The description of the APIs for programs ({@code /openapi}) and people ({@code /docs}). Start
 * reading at {@link dev.coffer.adapter.http.docs.DocsApi}, or at {@code openapi.yaml} in its
 * resource folder.
 */
@NullMarked
package dev.coffer.adapter.http.docs;

import org.jspecify.annotations.NullMarked;
