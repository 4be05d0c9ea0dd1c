/** How figures are shown: tables, bars and the sections that hold them. */
@NullMarked
package dev.coffer.benchmarks.report;

import org.jspecify.annotations.NullMarked;
