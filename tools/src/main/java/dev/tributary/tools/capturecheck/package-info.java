/** Whether PostgreSQL's catalogue says that everything the results need is captured. */
@NullMarked
package dev.tributary.tools.capturecheck;

import org.jspecify.annotations.NullMarked;
