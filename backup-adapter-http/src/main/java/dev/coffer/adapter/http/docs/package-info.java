/**
 * The description of the wire for programs ({@code /openapi}) and people ({@code /docs}). Start
 * reading at {@link dev.coffer.adapter.http.docs.DocsApi}, or at {@code openapi.yaml} beside it.
 */
@NullMarked
package dev.coffer.adapter.http.docs;

import org.jspecify.annotations.NullMarked;
