/** The application's settings, from a file and the environment. */
@NullMarked
package dev.tributary.config;

import org.jspecify.annotations.NullMarked;
