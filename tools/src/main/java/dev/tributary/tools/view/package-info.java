/** The application's HTTP API as a client has it, and the commands that ask it. */
@NullMarked
package dev.tributary.tools.view;

import org.jspecify.annotations.NullMarked;
