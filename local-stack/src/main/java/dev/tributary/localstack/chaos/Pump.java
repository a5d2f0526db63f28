package dev.tributary.localstack.chaos;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One direction of a connection through a {@link TcpProxy}. Everything happens on the event loop of both its ends. */
final class Pump extends ChannelInboundHandlerAdapter {

    private static final int MOST_HELD = 8 << 20;

    private final TcpProxy proxy;
    private final Channel to;
    private final boolean requests;
    private final Deque<Chunk> held = new ArrayDeque<>();
    private int heldBytes;
    private @Nullable Channel from;

    /** What has come, and when it may go on; without bytes it is the end of the connection. */
    private record Chunk(@Nullable ByteBuf bytes, long dueNanos) {}

    /** @param requests whether it carries what the client says */
    Pump(TcpProxy proxy, Channel to, boolean requests) {
        this.proxy = proxy;
        this.to = to;
        this.requests = requests;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        from = context.channel();
        proxy.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        heldBytes += bytes.readableBytes();
        hold(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        hold(null);
    }

    /** The other end may be able to take more now. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Pump other = to.pipeline().get(Pump.class);
        if (other != null) {
            other.throttle();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A connection that was reset: its end follows.
        TcpProxy.end(context.channel());
    }

    /** Told from any thread. */
    void modeChanged() {
        to.eventLoop().execute(this::drain);
    }

    private void hold(@Nullable ByteBuf bytes) {
        held.add(new Chunk(bytes, System.nanoTime() + proxy.mode().delay().toNanos()));
        drain();
    }

    private void drain() {
        TcpProxy.Mode mode = proxy.mode();
        if (mode.cut()) {
            end();
            return;
        }
        boolean holding = requests ? mode.holdRequests() : mode.holdAnswers();
        while (!holding && !held.isEmpty()) {
            long early = held.getFirst().dueNanos() - System.nanoTime();
            if (early > 0) {
                var unused = to.eventLoop().schedule(this::drain, early, TimeUnit.NANOSECONDS);
                break;
            }
            @Nullable ByteBuf bytes = held.removeFirst().bytes();
            if (bytes == null) {
                var unused = to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
                proxy.remove(this);
            } else {
                heldBytes -= bytes.readableBytes();
                var unused = to.writeAndFlush(bytes);
            }
        }
        throttle();
    }

    private void throttle() {
        Channel source = from;
        if (source != null && source.isActive() && to.isActive()) {
            source.config().setAutoRead(heldBytes < MOST_HELD && to.isWritable());
        }
    }

    /** What was held back is lost, as all that was under way. */
    private void end() {
        for (Chunk chunk : held) {
            ByteBuf bytes = chunk.bytes();
            if (bytes != null) {
                bytes.release();
            }
        }
        held.clear();
        heldBytes = 0;
        proxy.remove(this);
        TcpProxy.end(to);
        Channel source = from;
        if (source != null) {
            TcpProxy.end(source);
        }
    }
}
