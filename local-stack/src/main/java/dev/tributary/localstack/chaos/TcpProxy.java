package dev.tributary.localstack.chaos;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes connections on to a server on loopback, and can cut them off, hold back what they carry, and delay it. Never loses
 * a part of what it carries, nor changes its order: a connection either goes on whole, or ends. For any thread.
 */
final class TcpProxy implements AutoCloseable {

    /** What is done with what comes. */
    record Mode(boolean cut, boolean holdRequests, boolean holdAnswers, Duration delay) {
        static final Mode OPEN = new Mode(false, false, false, Duration.ZERO);
    }

    private final Channel server;
    private final Set<Pump> pumps = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile Mode mode = Mode.OPEN;

    /** Listens on a free port. */
    TcpProxy(EventLoopGroup loops, int target) {
        this.target = target;
        this.server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accept(client);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Connections from now on go there. */
    void target(int port) {
        target = port;
    }

    void mode(Mode newMode) {
        mode = newMode;
        for (Pump pump : pumps) {
            pump.modeChanged();
        }
    }

    Mode mode() {
        return mode;
    }

    private void accept(Channel client) {
        if (mode.cut()) {
            end(client);
            return;
        }
        Pump answers = new Pump(this, client, false);
        ChannelFuture connecting = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(answers)
                .connect(InetAddress.getLoopbackAddress(), target);
        Channel origin = connecting.channel();
        client.pipeline().addLast(new Pump(this, origin, true));
        var unused = connecting.addListener((ChannelFutureListener) connected -> {
            if (connected.isSuccess()) {
                client.config().setAutoRead(true);
                origin.config().setAutoRead(true);
            } else {
                remove(answers);
                end(client);
            }
        });
    }

    /** Nobody waits for the end. */
    static void end(Channel channel) {
        var unused = channel.close();
    }

    void add(Pump pump) {
        pumps.add(pump);
    }

    void remove(Pump pump) {
        pumps.remove(pump);
    }

    /** Whoever made the event loops ends them. */
    @Override
    public void close() {
        mode(new Mode(true, false, false, Duration.ZERO));
        server.close().awaitUninterruptibly();
    }
}
