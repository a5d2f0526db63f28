package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;

/**
 * How a key lies in a cell of which it is the last part: an integer as eight bytes; a text as its length, an {@code int}, and its UTF-8.
 *
 * @param at where it begins
 */
record KeyCells(CellHeap heap, KeyType type, int at) implements CellIndex.Keys {

    /** Makes a cell for a key. */
    int allocate(Key key) {
        if (type == KeyType.INTEGER) {
            int cell = heap.allocate(at + Long.BYTES);
            heap.putLong(cell, at, key.number());
            return cell;
        }
        byte[] utf8 = key.utf8();
        int cell = heap.allocate(at + Integer.BYTES + utf8.length);
        heap.putInt(cell, at, utf8.length);
        heap.write(cell, at + Integer.BYTES, utf8, 0, utf8.length);
        return cell;
    }

    @Override
    public Key keyOf(int cell) {
        if (type == KeyType.INTEGER) {
            return Key.of(heap.getLong(cell, at));
        }
        byte[] utf8 = new byte[heap.getInt(cell, at)];
        heap.read(cell, at + Integer.BYTES, utf8, 0, utf8.length);
        return Key.ofUtf8(utf8);
    }

    @Override
    public boolean isKeyOf(int cell, Key key) {
        if (type == KeyType.INTEGER) {
            return heap.getLong(cell, at) == key.number();
        }
        byte[] utf8 = key.utf8();
        return heap.getInt(cell, at) == utf8.length && heap.equals(cell, at + Integer.BYTES, utf8, 0, utf8.length);
    }
}
