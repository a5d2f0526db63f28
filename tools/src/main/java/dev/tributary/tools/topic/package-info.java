/** Reading a topic's committed records without a consumer group. */
@NullMarked
package dev.tributary.tools.topic;

import org.jspecify.annotations.NullMarked;
