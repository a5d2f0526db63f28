package dev.tributary.tools.definition;

import dev.tributary.definition.ParseResult;
import dev.tributary.definition.ViewParser;
import dev.tributary.definition.contract.ViewContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;

/** Views whose keys are no integers. */
public enum KeyedView {
    /** Its key is a text, and it refers to texts by parameters and to UUIDs by a path. */
    LABELS("""
            CREATE VIEW labels AS
            SELECT l.code, l.shelf, l.spare, l.owner, shelf.name AS shelf_name, spare.name AS spare_name, o.name AS owner_name
            FROM labels l
            LEFT JOIN shelves shelf ON shelf.code = l.shelf
            LEFT JOIN shelves spare ON spare.code = l.spare
            LEFT JOIN owners o ON o.id = l.owner;
            """, """
            {"type":"record","name":"Label","fields":[
             {"name":"code","type":"string"},
             {"name":"shelf","type":["null","string"]},
             {"name":"spare","type":["null","string"]},
             {"name":"owner","type":["null",{"type":"string","logicalType":"uuid"}]},
             {"name":"shelf_name","type":["null","string"]},
             {"name":"spare_name","type":["null","string"]},
             {"name":"owner_name","type":["null","string"]},
             {"name":"label_lsn","type":"long"},{"name":"label_committed_at","type":"long"},
             {"name":"shelf_lsn","type":["null","long"]},{"name":"shelf_committed_at","type":["null","long"]},
             {"name":"spare_lsn","type":["null","long"]},{"name":"spare_committed_at","type":["null","long"]},
             {"name":"owner_lsn","type":["null","long"]},{"name":"owner_committed_at","type":["null","long"]}]}"""),

    /** Its key is a UUID, and it refers to texts by a path. */
    DEVICES("""
            CREATE VIEW devices AS
            SELECT d.id, d.label, l.owner
            FROM devices d
            LEFT JOIN labels l ON l.code = d.label;
            """, """
            {"type":"record","name":"Device","fields":[
             {"name":"id","type":{"type":"string","logicalType":"uuid"}},
             {"name":"label","type":["null","string"]},
             {"name":"owner","type":["null",{"type":"string","logicalType":"uuid"}]},
             {"name":"device_lsn","type":"long"},{"name":"device_committed_at","type":"long"},
             {"name":"l_lsn","type":["null","long"]},{"name":"l_committed_at","type":["null","long"]}]}""");

    private final String sql;
    private final String contract;

    KeyedView(String sql, String contract) {
        this.sql = sql;
        this.contract = contract;
    }

    public View view() {
        if (ViewParser.parse(sql) instanceof ParseResult.Parsed parsed) {
            return new View(parsed.view(), ViewContract.of(parsed.view(), schema()));
        }
        throw new IllegalStateException(sql);
    }

    public Schema schema() {
        return new Schema.Parser().parse(contract);
    }

    /** Writes the definition, with the contract beside it. */
    public String write(Path directory) {
        try {
            Path file = Files.writeString(directory.resolve(name() + ".sql"), sql);
            Files.writeString(ViewContract.file(file), contract);
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
