/** {@code tributary audit}: the topic compared with the database. */
@NullMarked
package dev.tributary.tools.audit;

import org.jspecify.annotations.NullMarked;
