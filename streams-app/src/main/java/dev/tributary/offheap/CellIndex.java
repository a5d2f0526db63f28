package dev.tributary.offheap;

import dev.tributary.definition.key.Key;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Finds cells by a key, which each cell holds itself: extendible hashing (Fagin et al., 1979) with
 * open addressing inside a bucket. It grows one bucket at a time, so no single insertion is slow, however large it is.
 *
 * <p>Each index has a random seed, so that nobody can choose keys which collide. If keys collide nevertheless, so that the
 * directory would be much larger than the number of keys needs, the index is rebuilt with another seed: the directory never has
 * more than an entry for each {@value #KEYS_AN_ENTRY} keys.
 *
 * <p>A slot is five bytes: the cell, and eight bits of its key's hash, so that nearly every cell which is looked at is the
 * one that is looked for. For one thread at a time.
 */
public final class CellIndex {

    /** The keys that cells hold. */
    public interface Keys {

        /** The key of a cell. */
        Key keyOf(int cell);

        /** Whether the key of a cell is this. */
        boolean isKeyOf(int cell, Key key);
    }

    private static final int SLOTS = 1024;
    private static final int SLOT_MASK = SLOTS - 1;
    private static final int MAX_FILLED = SLOTS * 7 / 8;

    /** A bucket: a byte of hash for each slot (0 is an empty slot), then a cell for each slot, then how many are filled. */
    private static final int CELLS_AT = SLOTS;

    private static final int FILLED_AT = CELLS_AT + SLOTS * Integer.BYTES;
    private static final int BUCKET_BYTES = FILLED_AT + Integer.BYTES;

    /** With keys whose hashes are random, a bucket is full, and the directory doubles, at some 300 keys an entry or more. */
    private static final int KEYS_AN_ENTRY = 64;

    private static final SecureRandom SEEDS = new SecureRandom();

    private final CellHeap heap;
    private final Keys keys;
    private final LongSupplier seeds;
    private long seed;
    /** The bucket for each value of a hash's upper {@code depth} bits; several may share one. */
    private int[] buckets;
    /** By how many bits the entries of a bucket agree. */
    private byte[] depths = new byte[1];

    private int depth;
    private long size;
    private int generation;

    public CellIndex(CellHeap heap, Keys keys) {
        this(heap, keys, SEEDS::nextLong);
    }

    CellIndex(CellHeap heap, Keys keys, LongSupplier seeds) {
        this.heap = heap;
        this.keys = keys;
        this.seeds = seeds;
        this.seed = seeds.getAsLong();
        this.buckets = new int[] {newBucket()};
    }

    /** Takes over what {@link #save} wrote, of cells that the heap has. */
    CellIndex(CellHeap heap, Keys keys, DataInput in) throws IOException {
        this.heap = heap;
        this.keys = keys;
        this.seeds = SEEDS::nextLong;
        this.seed = in.readLong();
        this.size = in.readLong();
        this.depth = in.readInt();
        this.buckets = new int[1 << depth];
        this.depths = new byte[1 << depth];
        for (int entry = 0; entry < buckets.length; entry++) {
            buckets[entry] = in.readInt();
            depths[entry] = in.readByte();
        }
    }

    /** Writes what is not in the heap. */
    void save(DataOutput out) throws IOException {
        out.writeLong(seed);
        out.writeLong(size);
        out.writeInt(depth);
        for (int entry = 0; entry < buckets.length; entry++) {
            out.writeInt(buckets[entry]);
            out.writeByte(depths[entry]);
        }
    }

    /** The cell with this key, or 0. */
    public int find(Key key) {
        long hash = hash(key);
        int bucket = buckets[bucketOf(hash)];
        byte tag = tag(hash);
        for (int slot = (int) hash & SLOT_MASK; ; slot = (slot + 1) & SLOT_MASK) {
            byte found = heap.getByte(bucket, slot);
            if (found == 0) {
                return 0;
            }
            if (found == tag) {
                int cell = cellAt(bucket, slot);
                if (keys.isKeyOf(cell, key)) {
                    return cell;
                }
            }
        }
    }

    /** Adds a cell, in place of the one with the same key if there is one. */
    public void put(Key key, int cell) {
        long hash = hash(key);
        int entry = bucketOf(hash);
        while (heap.getInt(buckets[entry], FILLED_AT) >= MAX_FILLED) {
            makeRoom(entry);
            hash = hash(key);
            entry = bucketOf(hash);
        }
        if (insert(buckets[entry], hash, key, cell)) {
            size++;
        }
    }

    /** Forgets a key; does not free its cell. Nothing happens if it is not there. */
    public void remove(Key key) {
        long hash = hash(key);
        int bucket = buckets[bucketOf(hash)];
        byte tag = tag(hash);
        for (int slot = (int) hash & SLOT_MASK; ; slot = (slot + 1) & SLOT_MASK) {
            byte found = heap.getByte(bucket, slot);
            if (found == 0) {
                return;
            }
            if (found == tag && keys.isKeyOf(cellAt(bucket, slot), key)) {
                close(bucket, slot);
                heap.putInt(bucket, FILLED_AT, heap.getInt(bucket, FILLED_AT) - 1);
                size--;
                return;
            }
        }
    }

    public long size() {
        return size;
    }

    /** How often it was rebuilt. */
    public int generation() {
        return generation;
    }

    int directoryEntries() {
        return buckets.length;
    }

    long seed() {
        return seed;
    }

    /** Visits every cell, in no order. The index must not be changed meanwhile; the cells may be. */
    public void forEach(IntConsumer visitor) {
        for (int entry = 0; entry < buckets.length; entry++) {
            if (isFirstOf(entry)) {
                visit(buckets[entry], visitor);
            }
        }
    }

    /**
     * Visits the cells of some buckets, of at most {@code SLOTS} each, and answers where the next call is to go on: 0 when
     * all were visited. An index that grows between two calls may show a cell twice; one that is rebuilt
     * ({@link #generation}) may leave one out.
     *
     * @param from what the last call answered; 0 to begin
     */
    public int forEachFrom(int from, int count, IntConsumer visitor) {
        int left = count;
        int entry = from;
        while (left > 0 && entry < buckets.length) {
            if (isFirstOf(entry)) {
                visit(buckets[entry], visitor);
                left--;
            }
            entry++;
        }
        return entry < buckets.length ? entry : 0;
    }

    private void visit(int bucket, IntConsumer visitor) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (heap.getByte(bucket, slot) != 0) {
                visitor.accept(cellAt(bucket, slot));
            }
        }
    }

    /** Answers whether the key is new. */
    private boolean insert(int bucket, long hash, Key key, int cell) {
        byte tag = tag(hash);
        int slot = (int) hash & SLOT_MASK;
        while (true) {
            byte found = heap.getByte(bucket, slot);
            if (found == 0) {
                heap.putByte(bucket, slot, tag);
                putCell(bucket, slot, cell);
                heap.putInt(bucket, FILLED_AT, heap.getInt(bucket, FILLED_AT) + 1);
                return true;
            }
            if (found == tag && keys.isKeyOf(cellAt(bucket, slot), key)) {
                putCell(bucket, slot, cell);
                return false;
            }
            slot = (slot + 1) & SLOT_MASK;
        }
    }

    /** Empties a slot, and moves up what would no longer be found behind it (Knuth, vol. 3, 6.4, algorithm R). */
    private void close(int bucket, int emptied) {
        int hole = emptied;
        int slot = hole;
        while (true) {
            slot = (slot + 1) & SLOT_MASK;
            byte tag = heap.getByte(bucket, slot);
            if (tag == 0) {
                heap.putByte(bucket, hole, (byte) 0);
                return;
            }
            int cell = cellAt(bucket, slot);
            int home = (int) hash(keys.keyOf(cell)) & SLOT_MASK;
            if (((slot - home) & SLOT_MASK) >= ((slot - hole) & SLOT_MASK)) {
                heap.putByte(bucket, hole, tag);
                putCell(bucket, hole, cell);
                hole = slot;
            }
        }
    }

    /** Splits the bucket of an entry, for which the directory may have to double first. */
    private void makeRoom(int entry) {
        if (depths[entry] < depth) {
            split(entry);
        } else if (buckets.length * 2L * KEYS_AN_ENTRY <= size) {
            doubleDirectory();
            split(entry * 2);
        } else {
            rebuild();
        }
    }

    private void rebuild() {
        int[] oldBuckets = buckets;
        byte[] oldDepths = depths;
        int oldDepth = depth;
        generation++;
        seed = seeds.getAsLong();
        buckets = new int[] {newBucket()};
        depths = new byte[1];
        depth = 0;
        size = 0;
        for (int entry = 0; entry < oldBuckets.length; entry += 1 << (oldDepth - oldDepths[entry])) {
            visit(oldBuckets[entry], cell -> put(keys.keyOf(cell), cell));
            heap.free(oldBuckets[entry]);
        }
    }

    private void split(int entry) {
        int old = buckets[entry];
        int low = newBucket();
        int high = newBucket();
        int span = 1 << (depth - depths[entry]);
        int first = entry & -span;
        byte deeper = (byte) (depths[entry] + 1);
        for (int i = 0; i < span; i++) {
            buckets[first + i] = i < span / 2 ? low : high;
            depths[first + i] = deeper;
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            if (heap.getByte(old, slot) != 0) {
                int cell = cellAt(old, slot);
                Key key = keys.keyOf(cell);
                long hash = hash(key);
                insert(buckets[bucketOf(hash)], hash, key, cell);
            }
        }
        heap.free(old);
    }

    private void doubleDirectory() {
        int[] widerBuckets = new int[buckets.length * 2];
        byte[] widerDepths = new byte[widerBuckets.length];
        for (int i = 0; i < widerBuckets.length; i++) {
            widerBuckets[i] = buckets[i >> 1];
            widerDepths[i] = depths[i >> 1];
        }
        buckets = widerBuckets;
        depths = widerDepths;
        depth++;
    }

    private boolean isFirstOf(int entry) {
        int span = 1 << (depth - depths[entry]);
        return (entry & (span - 1)) == 0;
    }

    private int bucketOf(long hash) {
        return depth == 0 ? 0 : (int) (hash >>> (64 - depth));
    }

    private int cellAt(int bucket, int slot) {
        return heap.getInt(bucket, CELLS_AT + slot * Integer.BYTES);
    }

    private void putCell(int bucket, int slot, int cell) {
        heap.putInt(bucket, CELLS_AT + slot * Integer.BYTES, cell);
    }

    private int newBucket() {
        int bucket = heap.allocate(BUCKET_BYTES);
        byte[] empty = new byte[BUCKET_BYTES];
        heap.write(bucket, 0, empty, 0, BUCKET_BYTES);
        return bucket;
    }

    /** Bits 10 to 17 of the hash, which neither the slot nor (below 2^46 buckets) the directory uses; never 0. */
    private static byte tag(long hash) {
        int bits = (int) (hash >>> 10) & 0xff;
        return (byte) (bits == 0 ? 1 : bits);
    }

    /**
     * A text is hashed by SipHash. A number by the finalizer of MurmurHash3 (Appleby): every bit of the key changes half of the hash's, and
     * no two keys have the same.
     */
    private long hash(Key key) {
        if (!key.isInteger()) {
            return SipHash.of(key.utf8(), seed);
        }
        long h = key.number() ^ seed;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
