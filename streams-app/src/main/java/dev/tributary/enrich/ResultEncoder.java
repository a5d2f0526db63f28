package dev.tributary.enrich;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts a result together, in Confluent's wire format and as the contract of the view says, out of what the stores hold encoded
 * already. For one thread at a time.
 */
final class ResultEncoder {

    private static final int HEADER_BYTES = 5;

    private final int schemaId;
    private final RowEncoding base;
    /** The columns of the results, in the order of the contract. */
    private final Part[] parts;
    /** Whether the columns of the base table stand side by side. */
    private final boolean isBaseWhole;

    private final int[] ends;
    private byte[] columns = new byte[128];

    /** What stands side by side in a result and where it comes from. */
    private sealed interface Part {
        /** Columns of the base table, from one to behind another. */
        record OfBase(int from, int to) implements Part {}

        /** What is selected of a joined row. */
        record OfJoined(int row, SelectedColumns selected) implements Part {}
    }

    /** @param schemaId of the contract at the registry */
    ResultEncoder(int schemaId, JoinedTables tables) {
        this.schemaId = schemaId;
        this.base = tables.base().encoding();
        List<Part> all = parts(tables);
        this.parts = all.toArray(new Part[0]);
        this.isBaseWhole =
                all.stream().filter(part -> part instanceof Part.OfBase).count() == 1;
        this.ends = new int[base.columns()];
    }

    private static List<Part> parts(JoinedTables tables) {
        TreeMap<Integer, Part> byPosition = new TreeMap<>();
        int columns = 0;
        for (var column : tables.view().base().columns()) {
            byPosition.put(column.field().pos(), new Part.OfBase(columns, columns + 1));
            columns++;
        }
        for (int row = 0; row < tables.references().size(); row++) {
            for (SelectedColumns selected : tables.references().get(row).selected()) {
                byPosition.put(selected.position(), new Part.OfJoined(row, selected));
            }
        }
        List<Part> parts = new ArrayList<>();
        for (Part part : byPosition.values()) {
            if (part instanceof Part.OfBase next && !parts.isEmpty() && parts.getLast() instanceof Part.OfBase before) {
                parts.set(parts.size() - 1, new Part.OfBase(before.from(), next.to()));
            } else {
                parts.add(part);
            }
        }
        return List.copyOf(parts);
    }

    /**
     * The value of a result.
     *
     * @param baseRow a cell of {@code cells}
     * @param joined the rows that are joined to it, or none for each
     */
    byte[] encode(BaseRowCells cells, int baseRow, JoinedRow[] joined) {
        int provenance = cells.provenanceLength(baseRow);
        byte[] value = new byte[HEADER_BYTES + length(cells, baseRow, joined) + provenance];
        value[1] = (byte) (schemaId >>> 24);
        value[2] = (byte) (schemaId >>> 16);
        value[3] = (byte) (schemaId >>> 8);
        value[4] = (byte) schemaId;
        int at = HEADER_BYTES;
        if (!isBaseWhole) {
            readColumns(cells, baseRow);
        }
        for (Part part : parts) {
            at = part instanceof Part.OfJoined columns
                    ? joined[columns.row()].copy(columns.selected(), value, at)
                    : copy((Part.OfBase) part, cells, baseRow, value, at);
        }
        cells.readProvenance(baseRow, value, at);
        at += provenance;
        for (JoinedRow row : joined) {
            row.copyProvenance(value, at);
            at += row.provenanceLength();
        }
        return value;
    }

    /** Of everything but the header and the provenance of the base row. */
    private int length(BaseRowCells cells, int baseRow, JoinedRow[] joined) {
        int length = cells.columnsLength(baseRow);
        for (Part part : parts) {
            if (part instanceof Part.OfJoined columns) {
                length += joined[columns.row()].length(columns.selected());
            }
        }
        for (JoinedRow row : joined) {
            length += row.provenanceLength();
        }
        return length;
    }

    private int copy(Part.OfBase part, BaseRowCells cells, int baseRow, byte[] to, int at) {
        if (isBaseWhole) {
            cells.readColumns(baseRow, to, at);
            return at + cells.columnsLength(baseRow);
        }
        int start = part.from() == 0 ? 0 : ends[part.from() - 1];
        int length = ends[part.to() - 1] - start;
        System.arraycopy(columns, start, to, at, length);
        return at + length;
    }

    private void readColumns(BaseRowCells cells, int baseRow) {
        if (columns.length < cells.columnsLength(baseRow)) {
            columns = new byte[2 * cells.columnsLength(baseRow)];
        }
        cells.readColumns(baseRow, columns, 0);
        int unused = base.findEnds(columns, ends);
    }
}
