package dev.tributary.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Sends what a request is answered with: to a HEAD, everything but the body. */
final class Responses {

    private Responses() {}

    static boolean isHead(ServerRequest request) {
        return request.prologue().method().equals(Method.HEAD);
    }

    static void send(ServerRequest request, ServerResponse response, String contentType, byte[] body) {
        response.headers().set(HeaderNames.CONTENT_TYPE, contentType);
        if (isHead(request)) {
            response.headers().contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }
}
