/** The Avro contract of a view, and how a committed one is kept. */
@NullMarked
package dev.tributary.definition.contract;

import org.jspecify.annotations.NullMarked;
