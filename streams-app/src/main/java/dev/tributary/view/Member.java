package dev.tributary.view;

import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;

/**
 * An instance of the view tier.
 *
 * @param address where other instances reach it
 * @param active partitions that it owns
 * @param standby partitions that it follows, to take over when their owner is lost
 */
public record Member(HostInfo address, Set<Integer> active, Set<Integer> standby) {}
