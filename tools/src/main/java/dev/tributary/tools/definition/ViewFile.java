package dev.tributary.tools.definition;

import dev.tributary.definition.ParseResult;
import dev.tributary.definition.Refusal;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.ViewParser;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.ProjectFiles;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * The file of a definition.
 *
 * @param path as it was given, for messages
 */
public record ViewFile(Path path, String text) {

    private static final Path SHIPPED = Path.of("views", "enriched-orders.sql");

    /** The one that the project has. */
    static ViewFile shipped() {
        return read(ProjectFiles.find(Path.of(""), System.getenv(), SHIPPED)
                .orElseThrow(() -> ToolException.usage("there is no " + SHIPPED + " here: name the file")));
    }

    static ViewFile read(Path path) {
        try {
            return new ViewFile(
                    path,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                            .toString());
        } catch (CharacterCodingException e) {
            throw ToolException.failed(path + " is not UTF-8", e);
        } catch (IOException e) {
            throw ToolException.usage(path + " cannot be read: " + e);
        }
    }

    /** The definition, as far as it can be known without a database. */
    ViewDefinition definition() {
        return switch (ViewParser.parse(text)) {
            case ParseResult.Parsed parsed -> parsed.view();
            case ParseResult.Refused refused -> throw refused(refused.refusals());
        };
    }

    ToolException refused(List<Refusal> refusals) {
        StringBuilder message = new StringBuilder(path + " is not a view");
        for (Refusal refusal : refusals) {
            message.append('\n').append(refusal.in(path.toString()));
        }
        return ToolException.failed(message.toString());
    }

    /** The file of its contract. */
    public Path contract() {
        return ViewContract.file(path);
    }

    /** The contract that is committed; nothing if there is none yet. */
    Optional<Schema> committed() {
        if (!Files.exists(contract())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Schema.Parser().parse(contract().toFile()));
        } catch (SchemaParseException e) {
            throw ToolException.failed(contract() + " is not an Avro schema: " + e.getMessage(), e);
        } catch (IOException | AvroRuntimeException e) {
            throw ToolException.failed(contract() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
