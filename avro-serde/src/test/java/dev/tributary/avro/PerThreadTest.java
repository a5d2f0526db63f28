package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PerThreadTest {

    private static final class Tool {
        final AtomicBoolean used = new AtomicBoolean();

        /** Fails if two threads are in it at once. */
        boolean work() {
            boolean alone = used.compareAndSet(false, true);
            LockSupport.parkNanos(1);
            used.set(false);
            return alone;
        }
    }

    private final AtomicInteger made = new AtomicInteger();
    private final PerThread<Tool> tools = new PerThread<>(() -> {
        made.incrementAndGet();
        return new Tool();
    });

    @Test
    void virtualThreadsShareAFew() throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            Thread.ofVirtual().start(() -> tools.use(Tool::work)).join();
        }

        assertThat(made).hasValue(1);
    }

    @Test
    void noTwoThreadsUseOneAtATime() throws InterruptedException {
        AtomicInteger alone = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                if (tools.use(Tool::work)) {
                    alone.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(alone).hasValue(2_000);
    }

    /** Each waits inside, as for a registry that does not answer. */
    @Test
    void keepsNoMoreThanCanRunAtTheSameTimeAndAFew() throws InterruptedException {
        int many = 500;
        CountDownLatch inside = new CountDownLatch(many);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> tools.use(tool -> {
                        inside.countDown();
                        try {
                            inside.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return tool.work();
                    })));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(made).hasValue(many);

        CountDownLatch again = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            Thread.ofVirtual()
                    .start(() -> tools.use(tool -> {
                        again.countDown();
                        try {
                            again.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return tool.work();
                    }));
        }
        again.await();

        assertThat(made.get() - many).isEqualTo(many - 2 * PerThread.carriers());
    }

    @Test
    void aPlatformThreadHasOneOfItsOwn() throws InterruptedException {
        Tool here = tools.use(tool -> tool);
        List<Tool> there = new ArrayList<>();
        Thread other = new Thread(() -> {
            there.add(tools.use(tool -> tool));
            there.add(tools.use(tool -> tool));
        });
        other.start();
        other.join();

        assertThat(tools.<Tool>use(tool -> tool)).isSameAs(here);
        assertThat(there.getFirst()).isSameAs(there.getLast()).isNotSameAs(here);
    }

    @Test
    void isLentAgainAfterAFailure() throws InterruptedException {
        Thread.ofVirtual()
                .start(() -> assertThatThrownBy(() -> tools.use(tool -> {
                            throw new IllegalStateException("broken");
                        }))
                        .hasMessage("broken"))
                .join();
        Thread.ofVirtual().start(() -> tools.use(Tool::work)).join();

        assertThat(made).hasValue(1);
    }

    @Test
    void makesAnotherOneForAThreadThatForgetsItsOwn() {
        tools.use(Tool::work);
        tools.use(Tool::work);
        assertThat(made).hasValue(1);

        tools.forget();
        tools.use(Tool::work);
        assertThat(made).hasValue(2);
    }
}
