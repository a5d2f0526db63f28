/**
 * The view tier: the results, held in local stores, spread over all instances, and what can be asked of them
 * wherever a row is.
 */
@NullMarked
package dev.tributary.view;

import org.jspecify.annotations.NullMarked;
