package dev.tributary.offheap;

import dev.tributary.definition.key.Key;

/** Keys at the beginning of cells. */
final class TestKeys {

    private TestKeys() {}

    static CellIndex.Keys integers(CellHeap heap) {
        return new CellIndex.Keys() {
            @Override
            public Key keyOf(int cell) {
                return Key.of(heap.getLong(cell, 0));
            }

            @Override
            public boolean isKeyOf(int cell, Key key) {
                return heap.getLong(cell, 0) == key.number();
            }
        };
    }

    static CellIndex.Keys texts(CellHeap heap) {
        return new CellIndex.Keys() {
            @Override
            public Key keyOf(int cell) {
                byte[] utf8 = new byte[heap.getInt(cell, 0)];
                heap.read(cell, Integer.BYTES, utf8, 0, utf8.length);
                return Key.ofUtf8(utf8);
            }

            @Override
            public boolean isKeyOf(int cell, Key key) {
                return keyOf(cell).equals(key);
            }
        };
    }
}
