/** Listening sockets: their addresses, how many connections they can have, and those accepted. */
@NullMarked
package dev.coffer.adapter.http.listen;

import org.jspecify.annotations.NullMarked;
