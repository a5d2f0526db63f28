package dev.tributary.tools;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where an exception becomes a line on standard error and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ParameterException wrong) {
            return handleParseException(wrong, new String[0]);
        }
        ToolException known = explain(failure);
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + known.getMessage());
        if (verbose(command)) {
            failure.printStackTrace(err);
        }
        return known.exitCode();
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for what can be given.");
        return ExitCode.USAGE;
    }

    static ToolException explain(Throwable failure) {
        return switch (failure) {
            case ToolException known -> known;
            case ExecutionException wrapper -> explainCause(wrapper);
            case SchemaRegistryUnavailableException away ->
                ToolException.unreachable("the schema registry cannot be reached: " + away.getMessage(), away);
            case TimeoutException late ->
                ToolException.unreachable(
                        "Kafka did not answer in time (" + late.getMessage() + "): is it running at this address?",
                        late);
            case DisconnectException gone ->
                ToolException.unreachable("Kafka closed the connection: is it running at this address?", gone);
            case AuthenticationException refused ->
                ToolException.failed("Kafka refused the credentials: " + refused.getMessage(), refused);
            case ConfigException wrong ->
                ToolException.failed("a client setting is wrong: " + wrong.getMessage(), wrong);
            case KafkaException wrapper -> explainCause(wrapper);
            case SQLException sql -> explainSql(sql);
            default -> explainOther(failure);
        };
    }

    private static ToolException explainCause(Exception wrapper) {
        Throwable cause = wrapper.getCause();
        return cause == null || cause == wrapper ? explainOther(wrapper) : explain(cause);
    }

    private static ToolException explainOther(Throwable failure) {
        return ToolException.failed(describe(failure) + " (--verbose shows where)", failure);
    }

    private static ToolException explainSql(SQLException sql) {
        return Postgres.isConnectionFailure(sql)
                ? ToolException.unreachable("PostgreSQL cannot be reached: " + Postgres.explain(sql), sql)
                : ToolException.failed("PostgreSQL refused: " + Postgres.explain(sql), sql);
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static boolean verbose(CommandLine command) {
        return command.getCommandSpec().root().userObject() instanceof Tributary root && root.verbose();
    }
}
