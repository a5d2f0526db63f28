/** JMH benchmarks that have to see what only the package of the view sees. */
@NullMarked
package dev.tributary.view;

import org.jspecify.annotations.NullMarked;
