package dev.tributary.http;

import dev.tributary.definition.key.Key;
import dev.tributary.view.Answer;
import dev.tributary.view.ResultRow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks one instance for single rows, many at a time when there are many: who comes while others are on their way waits,
 * and goes together with all that wait by then. A question that is alone goes at once. Most of what it costs to ask is the
 * same for one row and for fifty; with more than one batch under way they were smaller, and more dear.
 *
 * <p>Safe for use by several threads.
 */
final class ResultBatches {

    static final int MOST_IDS = 64;

    /** Of the ids, as long as there are several: percent-encoded, they are three times as long at most, in the first line of a request. */
    static final int MOST_BYTES = 4 << 10;

    private final Instance instance;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Question> waiting = new ArrayDeque<>();
    private boolean underWay;

    ResultBatches(Instance instance) {
        this.instance = instance;
    }

    /** Who is asked. */
    interface Instance {
        Answer<List<ResultRow>> rows(List<Key> ids) throws InterruptedException;
    }

    /** What becomes of one who waits. */
    private sealed interface Turn {
        /** Asks, for itself and for who waits by then. */
        record Lead() implements Turn {}

        /** Somebody else has asked. */
        record Answered(Answer<List<ResultRow>> answer) implements Turn {}
    }

    private record Question(Key id, CompletableFuture<Turn> turn) {}

    /**
     * Asks for a row.
     *
     * @param patience how long to wait for its turn, and, if another one asks, for the answer
     * @return what the instance says of this row and of others
     */
    Answer<List<ResultRow>> ask(Key id, Duration patience) throws InterruptedException {
        Question question = new Question(id, new CompletableFuture<>());
        return leadsAtOnce(question)
                ? lead(question)
                : switch (await(question, patience)) {
                    case Turn.Lead lead -> lead(question);
                    case Turn.Answered answered -> answered.answer();
                };
    }

    /** How many wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean leadsAtOnce(Question question) {
        lock.lock();
        try {
            if (!underWay) {
                underWay = true;
                return true;
            }
            waiting.add(question);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Turn await(Question question, Duration patience) throws InterruptedException {
        try {
            return question.turn().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp(question);
            return new Turn.Answered(new Answer.Elsewhere<>("the instance that has it does not answer"));
        } catch (InterruptedException e) {
            giveUp(question);
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does not leave the others without one who leads. */
    private void giveUp(Question question) {
        lock.lock();
        try {
            boolean unused = waiting.remove(question);
            if (question.turn().getNow(null) instanceof Turn.Lead) {
                passOn();
            }
        } finally {
            lock.unlock();
        }
    }

    private Answer<List<ResultRow>> lead(Question own) throws InterruptedException {
        List<Question> together = new ArrayList<>();
        together.add(own);
        Answer<List<ResultRow>> answer = new Answer.Elsewhere<>("the instance that has it could not be asked");
        try {
            addWaiting(together);
            answer = instance.rows(together.stream().map(Question::id).toList());
            return answer;
        } finally {
            passOn();
            for (Question question : together) {
                question.turn().complete(new Turn.Answered(answer));
            }
        }
    }

    private void addWaiting(List<Question> together) {
        lock.lock();
        try {
            int bytes = length(together.getFirst());
            while (together.size() < MOST_IDS && !waiting.isEmpty()) {
                bytes += length(waiting.element());
                if (bytes > MOST_BYTES) {
                    return;
                }
                together.add(waiting.remove());
            }
        } finally {
            lock.unlock();
        }
    }

    private static int length(Question question) {
        return question.id().bytes().length;
    }

    private void passOn() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                underWay = false;
            } else {
                waiting.remove().turn().complete(new Turn.Lead());
            }
        } finally {
            lock.unlock();
        }
    }
}
