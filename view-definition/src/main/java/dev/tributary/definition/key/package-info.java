/** The key of a row, which is the key of a record: what it can be, and its forms. */
@NullMarked
package dev.tributary.definition.key;

import org.jspecify.annotations.NullMarked;
