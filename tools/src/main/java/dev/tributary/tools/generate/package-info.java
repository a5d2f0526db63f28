/** {@code tributary generate}: a seeded writer of realistic changes. */
@NullMarked
package dev.tributary.tools.generate;

import org.jspecify.annotations.NullMarked;
