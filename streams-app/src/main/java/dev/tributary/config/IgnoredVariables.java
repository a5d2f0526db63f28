package dev.tributary.config;

import java.util.Set;
import java.util.regex.Pattern;

/** Variables that begin as the application's own do and belong to something else in the same environment. */
final class IgnoredVariables {

    /** Of the project's command line, its start scripts and its Connect worker. */
    static final Set<String> OF_OTHER_PROGRAMS = Set.of(
            "TRIBUTARY_CONFIG",
            "TRIBUTARY_CONNECT_LISTENER",
            "TRIBUTARY_CONNECT_URL",
            "TRIBUTARY_DEBEZIUM_PASSWORD",
            "TRIBUTARY_ENDPOINTS",
            "TRIBUTARY_HOME",
            "TRIBUTARY_HTTP_URL",
            "TRIBUTARY_LAKEHOUSE_TABLE",
            "TRIBUTARY_POSTGRES_HOST",
            "TRIBUTARY_POSTGRES_PORT",
            "TRIBUTARY_POSTGRES_URL",
            // What the worker took before TRIBUTARY_SCHEMA_REGISTRY_URL.
            "TRIBUTARY_REGISTRY_URL",
            "TRIBUTARY_REPORTING_HOST",
            "TRIBUTARY_REPORTING_PASSWORD",
            "TRIBUTARY_REPORTING_PORT",
            "TRIBUTARY_REPORTING_URL");

    /**
     * Kubernetes sets these in each container, for each Service of its namespace: {@code TRIBUTARY_SERVICE_HOST},
     * {@code TRIBUTARY_PORT_8080_TCP_ADDR} and more for a Service named {@code tributary}.
     */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** {@code <Service>_PORT}, which may have the name of a setting: of {@code tributary.http.port} for {@code tributary-http}. */
    private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");

    private IgnoredVariables() {}

    static boolean contains(String variable, String value) {
        return OF_OTHER_PROGRAMS.contains(variable)
                || OF_A_SERVICE.matcher(variable).matches()
                || (variable.endsWith("_PORT")
                        && ADDRESS_OF_A_SERVICE.matcher(value).matches());
    }
}
