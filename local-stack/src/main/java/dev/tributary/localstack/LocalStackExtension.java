package dev.tributary.localstack;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a running {@link LocalStack} as a parameter: one for all test classes of a run, started when the first one
 * asks, on free ports, with its data under {@code target/}, and stopped at the end of the run.
 */
public final class LocalStackExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(LocalStackExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalStack.class;
    }

    @Override
    public LocalStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(LocalStack.class, type -> start(), LocalStack.class);
    }

    private static LocalStack start() {
        try {
            return LocalStack.start(LocalStackOptions.forTests(Path.of("target", "stacks")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted during the start", e);
        }
    }
}
