/** The command line for people, and what its commands share: addresses, errors, progress. */
@NullMarked
package dev.tributary.tools;

import org.jspecify.annotations.NullMarked;
