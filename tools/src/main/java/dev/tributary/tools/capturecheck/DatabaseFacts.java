package dev.tributary.tools.capturecheck;

import java.util.List;
import java.util.Optional;

/**
 * What PostgreSQL's catalogue says of a capture.
 *
 * @param serverVersion as in {@code server_version_num}, such as 180004
 * @param publication nothing if it does not exist
 * @param roleExists whether the connector's role does
 * @param tables those that are to be captured, in their order
 */
record DatabaseFacts(int serverVersion, Optional<Publication> publication, boolean roleExists, List<Table> tables) {

    DatabaseFacts {
        tables = List.copyOf(tables);
    }

    /**
     * The publication's options.
     *
     * @param leavesOut which of insert, update and delete it does not send
     * @param generatedColumns whether it sends stored generated columns
     */
    record Publication(List<String> leavesOut, boolean viaPartitionRoot, boolean generatedColumns) {
        Publication {
            leavesOut = List.copyOf(leavesOut);
        }
    }

    /**
     * A table.
     *
     * @param name schema and table
     * @param kind as in {@code pg_class.relkind}; nothing if it does not exist
     * @param published nothing if it is not in the publication
     * @param partitionsPublished whether partitions of it are in the publication under their own names
     * @param inherited whether tables inherit from it that are no partitions of it
     * @param columns that are not generated
     * @param access what the connector's role may do with it
     * @param hidesFromRole whether a policy applies to the connector's role
     * @param hidesFromUser whether a policy applies to the user who reads this
     * @param parts where its rows are: its partitions, or itself
     */
    record Table(
            String name,
            Optional<String> kind,
            Optional<Published> published,
            boolean partitionsPublished,
            boolean inherited,
            List<String> columns,
            Access access,
            boolean hidesFromRole,
            boolean hidesFromUser,
            List<Part> parts) {
        Table {
            columns = List.copyOf(columns);
            parts = List.copyOf(parts);
        }
    }

    /**
     * Privileges of the connector's role; none if the role is not known or does not exist.
     *
     * @param schemaUsage whether it may use the schema of the table
     * @param readableColumns that it may select
     * @param writes which of INSERT, UPDATE and DELETE it may do
     */
    record Access(boolean schemaUsage, List<String> readableColumns, List<String> writes) {
        Access {
            readableColumns = List.copyOf(readableColumns);
            writes = List.copyOf(writes);
        }
    }

    /**
     * What the publication sends of a table.
     *
     * @param rowFilter its condition, if there is one
     * @param columns that it sends; nothing from servers that always send all
     */
    record Published(Optional<String> rowFilter, Optional<List<String>> columns) {}

    /**
     * A table with rows.
     *
     * @param identity as in {@code pg_class.relreplident}
     * @param key columns of the primary key
     * @param keyTypes their types, as in {@code format_type}
     * @param identityIndex columns of the index that is the replica identity
     * @param generatedColumns stored or virtual
     * @param refusesTruncate whether the trigger of postgres/04-refuse.sql always fires
     */
    record Part(
            String name,
            String identity,
            List<String> key,
            List<String> keyTypes,
            List<String> identityIndex,
            List<String> generatedColumns,
            boolean refusesTruncate) {}
}
