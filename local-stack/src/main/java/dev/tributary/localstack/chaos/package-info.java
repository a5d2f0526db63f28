/** {@code ./tributary chaos}: a whole stack under load whose parts are killed, paused and cut off, and what must hold all the while. */
@NullMarked
package dev.tributary.localstack.chaos;

import org.jspecify.annotations.NullMarked;
