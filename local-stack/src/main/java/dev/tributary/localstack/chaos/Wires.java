package dev.tributary.localstack.chaos;

import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;
import dev.tributary.localstack.Wiring;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A {@link TcpProxy} in every connection between two servers of the stack. */
final class Wires implements Wiring, AutoCloseable {

    static {
        // Netty would look for a faster way to memory, which the JDK warns of on standard error.
        System.setProperty("io.netty.noUnsafe", "true");
    }

    private final EventLoopGroup loops = new NioEventLoopGroup(2);
    private final Map<Link, TcpProxy> proxies = new ConcurrentHashMap<>();

    @Override
    public int port(ServerName from, Part to, int port) {
        TcpProxy proxy = proxies.computeIfAbsent(new Link(from, to), link -> new TcpProxy(loops, port));
        proxy.target(port);
        return proxy.port();
    }

    void cut(Link link) {
        proxy(link).mode(new TcpProxy.Mode(true, false, false, Duration.ZERO));
    }

    void stall(Link link, Fault.Held held) {
        boolean requests = held != Fault.Held.ANSWERS;
        boolean answers = held != Fault.Held.REQUESTS;
        proxy(link).mode(new TcpProxy.Mode(false, requests, answers, Duration.ZERO));
    }

    void delay(Link link, Duration by) {
        proxy(link).mode(new TcpProxy.Mode(false, false, false, by));
    }

    void open(Link link) {
        proxy(link).mode(TcpProxy.Mode.OPEN);
    }

    void openAll() {
        proxies.keySet().forEach(this::open);
    }

    private TcpProxy proxy(Link link) {
        TcpProxy proxy = proxies.get(link);
        if (proxy == null) {
            throw new IllegalArgumentException("nothing connects " + link.title());
        }
        return proxy;
    }

    @Override
    public void close() {
        proxies.values().forEach(TcpProxy::close);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
