package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.HttpView.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks instances without pause for orders that are there, each by itself and as their user's, while something is done to the
 * instances. An answer has all of it or says that it cannot be given (503), or there is no answer.
 */
final class Readers implements AutoCloseable {

    private final long user;
    private final List<Long> orders;
    private final AtomicLong answered = new AtomicLong();
    private final List<CompletableFuture<Void>> readers = new ArrayList<>();
    private volatile boolean over;

    private Readers(long user, List<Long> orders) {
        this.user = user;
        this.orders = orders;
    }

    /** @param orders all that the user has */
    static Readers of(List<HttpView> views, long user, List<Long> orders) {
        Readers readers = new Readers(user, orders);
        for (HttpView view : views) {
            readers.readers.add(CompletableFuture.runAsync(() -> readers.read(view), Thread::startVirtualThread));
        }
        return readers;
    }

    /**
     * Ends them.
     *
     * @return how many answers had rows
     * @throws ExecutionException with the first answer that was wrong
     */
    long stop() throws InterruptedException, ExecutionException {
        over = true;
        for (CompletableFuture<Void> reader : readers) {
            reader.get();
        }
        return answered.get();
    }

    @Override
    public void close() {
        over = true;
    }

    private void read(HttpView view) {
        for (int i = 0; !over; i++) {
            try {
                long order = orders.get(i % orders.size());
                Reply one = view.get("orders/" + order);
                assertThat(one.status()).as(one.body().toString()).isIn(200, 503);
                if (one.status() == 200) {
                    assertThat(one.body().at("/user/id").longValue()).isEqualTo(user);
                }
                Reply page = view.get("users/" + user + "/orders");
                assertThat(page.status()).as(page.body().toString()).isIn(200, 503);
                if (page.status() == 200) {
                    assertThat(HttpView.ids(page.body())).isEqualTo(orders);
                    answered.incrementAndGet();
                }
            } catch (IOException e) {
                away();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The instance is: whoever starts it again needs the processors. */
    private static void away() {
        try {
            Await.pause();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
