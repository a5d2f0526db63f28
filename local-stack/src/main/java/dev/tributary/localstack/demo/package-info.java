/** {@code ./tributary demo}: the whole pipeline at work, as a person watches it. */
@NullMarked
package dev.tributary.localstack.demo;

import org.jspecify.annotations.NullMarked;
