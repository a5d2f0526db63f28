/** How RocksDB is run, whoever opens it. */
@NullMarked
package dev.tributary.rocksdb;

import org.jspecify.annotations.NullMarked;
