package dev.tributary.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.resolved.ColumnTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/** The page that shows a view live in a browser: one file of the resources, with what it has to know of the view written into it. */
final class Page {

    private static final String FILE = "page.html";
    private static final String PLACE = "<script id=\"view\" type=\"application/json\">{}</script>";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Page() {}

    static byte[] of(ViewContract view, ResourceNames names) {
        try (InputStream in = Page.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path: the build is broken");
            }
            String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!page.contains(PLACE)) {
                throw new IllegalStateException(FILE + " has no place for the view: the build is broken");
            }
            return page.replace(PLACE, PLACE.replace("{}", description(view, names)))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(FILE, e);
        }
    }

    /** As the page's script reads it. */
    static String description(ViewContract view, ResourceNames names) throws JsonProcessingException {
        ObjectNode description = JSON.createObjectNode();
        description.put("rows", names.rows());
        description.put("row", names.row());
        // A browser takes some texts out of a path.
        description.put("find", names.rows() + (!names.keyType().isSegment() ? "?" + names.key() + "=" : "/"));
        description.put("key", names.key());
        ArrayNode committedAt = description.putArray("committedAt");
        Set<String> provenance = new HashSet<>();
        origins(view, committedAt, provenance);
        ArrayNode columns = description.putArray("columns");
        for (Schema.Field field : view.schema().getFields()) {
            if (!provenance.contains(field.name())) {
                columns.addObject()
                        .put("name", field.name())
                        .put("number", isNumber(ResultJson.nonNull(field.schema())));
            }
        }
        ArrayNode references = description.putArray("references");
        for (ResourceNames.Owner owner : names.owners()) {
            boolean byParameter = names.ownersByParameter().contains(owner);
            references
                    .addObject()
                    .put("row", owner.row())
                    .put(
                            "number",
                            isNumber(ResultJson.nonNull(
                                    view.schema().getField(owner.field()).schema())))
                    .put("before", byParameter ? names.rows() + "?" + owner.field() + "=" : owner.rows() + "/")
                    .put("after", byParameter ? "&" : "/" + names.rows() + "?");
        }
        // A name of a table can have anything in it, and must not end the script.
        return JSON.writeValueAsString(description).replace("<", "\\u003c");
    }

    private static void origins(ViewContract view, ArrayNode committedAt, Set<String> provenance) {
        committedAt.add(view.base().origin().committedAt());
        view.referenced().forEach(join -> committedAt.add(join.origin().committedAt()));
        committedAt.forEach(field -> provenance.add(field.textValue()));
        provenance.add(view.base().origin().lsn());
        view.referenced().forEach(join -> provenance.add(join.origin().lsn()));
    }

    private static boolean isNumber(Schema type) {
        return switch (type.getType()) {
            case INT, LONG, FLOAT, DOUBLE -> type.getLogicalType() == null;
            default -> "numeric".equals(type.getProp(ColumnTypes.POSTGRES_TYPE));
        };
    }
}
