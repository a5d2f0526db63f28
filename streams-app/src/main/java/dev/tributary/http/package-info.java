/**
 * The HTTP API: one list of endpoints, from which routes and contract are made, and the clients of the same API on other
 * instances.
 */
@NullMarked
package dev.tributary.http;

import org.jspecify.annotations.NullMarked;
