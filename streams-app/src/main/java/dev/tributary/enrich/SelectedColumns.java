package dev.tributary.enrich;

import dev.tributary.definition.contract.ViewContract.Selected;
import org.apache.avro.Schema;

/**
 * Columns of a joined row that a result has at one place.
 *
 * @param position of the field of the contract
 * @param from of the columns that are encoded, the first one
 * @param to the one behind the last
 * @param isAll whether there are no others
 * @param isRow whether the field is a record, which the columns are in
 * @param none the branch of the field's union that is null, in Avro binary
 */
record SelectedColumns(int position, int from, int to, boolean isAll, boolean isRow, byte none) {

    static SelectedColumns of(Selected selected, int from, int to, int columns) {
        Schema union = selected.field().schema();
        int nullBranch = union.getTypes().get(0).getType() == Schema.Type.NULL ? 0 : 1;
        return new SelectedColumns(
                selected.field().pos(), from, to, to - from == columns, selected.isRow(), (byte) (2 * nullBranch));
    }
}
