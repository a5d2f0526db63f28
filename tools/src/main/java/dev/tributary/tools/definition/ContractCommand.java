package dev.tributary.tools.definition;

import dev.tributary.definition.contract.Contract;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.SchemaFormatter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "contract",
        description =
                "Write the Avro contract of a view beside its SQL, FILE with .avsc. One that is there stays as it is if it is"
                        + " one of the view; its names and documentation are kept if it is not.")
final class ContractCommand implements Callable<Integer> {

    @Option(names = "--overwrite", description = "Replace a contract that is not one of the view.")
    private boolean overwrite;

    @Option(
            names = "--rename",
            paramLabel = "OLD=NEW",
            description =
                    "A column that is renamed, with --overwrite: the contract gets the old name as an alias, by which rows"
                            + " that were written before are read. Of a joined row: user.email=user.mail. May be repeated.")
    private Map<String, String> renames = new LinkedHashMap<>();

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, IOException {
        if (!renames.isEmpty() && !overwrite) {
            throw ToolException.usage("--rename goes with --overwrite");
        }
        PrintWriter out = spec.commandLine().getOut();
        ViewFile file = options.file();
        Path target = file.contract();
        boolean exists = Files.exists(target);
        Contract contract = ViewOptions.contract(file, options.inDatabase(file).resolve(), renames);
        if (exists && contract.differences().isEmpty()) {
            out.println(target + " is the contract of this view");
            return ExitCode.OK;
        }
        if (exists && !overwrite) {
            throw ToolException.failed(target + " is not the contract of this view; --overwrite replaces it\n"
                    + String.join("\n", contract.differences()));
        }
        Path draft = target.resolveSibling(target.getFileName() + ".tmp");
        Files.writeString(draft, SchemaFormatter.getInstance("json/pretty").format(contract.schema()) + "\n");
        Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        out.println("wrote " + target);
        return ExitCode.OK;
    }
}
