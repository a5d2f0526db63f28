package dev.tributary.benchmarks.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Debian's nginx, with files to send: what a web server can do on this machine. */
public final class Nginx {

    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

    private Nginx() {}

    /** What to do about its absence, if it is absent. */
    public static Optional<String> absence() {
        return Files.isExecutable(PROGRAM)
                ? Optional.empty()
                : Optional.of("there is no " + PROGRAM + ": install nginx-light");
    }

    /**
     * Writes its configuration and files.
     *
     * @param files their sizes in bytes, by name
     * @return the command that runs it, in the foreground
     */
    public static List<String> prepare(Path directory, int port, Map<String, Integer> files) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        for (Map.Entry<String, Integer> file : files.entrySet()) {
            Files.writeString(root.resolve(file.getKey()), "x".repeat(file.getValue()));
        }
        String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), """
                %s
                daemon off;
                worker_processes 2;
                pid %s/nginx.pid;
                error_log stderr error;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  sendfile on;
                  tcp_nodelay on;
                  keepalive_requests 100000000;
                  default_type application/json;
                  client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path %s; uwsgi_temp_path %s; scgi_temp_path %s;
                  server { listen 127.0.0.1:%d backlog=1024; root %s; }
                }
                """.formatted(
                        user, directory, temporary, temporary, temporary, temporary, temporary, port, root));
        return List.of(PROGRAM.toString(), "-p", directory.toString(), "-c", configuration.toString());
    }
}
