package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client's end of a live stream. */
final class ReceivedEvents extends OutputStream {

    private static final long SOON_SECONDS = 30;
    private static final Pattern EVENT = Pattern.compile("event: (\\w+)\n(?:id: (\\S+)\n)?data: (.*)\n\n");
    private static final Pattern ORDER = Pattern.compile("\"id\":(-?\\d+)");
    private static final Pattern QUANTITY = Pattern.compile("\"quantity\":(-?\\d+)");

    private final BlockingQueue<Event> received = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

    /** @param id empty if it has none */
    record Event(String name, String id, String data, long order, int quantity) {

        /** Without its id. */
        String text() {
            return name
                    + (name.equals("order") ? " " + order + " × " + quantity : name.equals("live") ? "" : " " + order);
        }
    }

    /** The next event, which must come soon. */
    Event next() throws InterruptedException {
        Event event = received.poll(SOON_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("the next event").isNotNull();
        return event;
    }

    /** Whether nothing has come that was not taken. */
    boolean isEmpty() {
        return received.isEmpty();
    }

    @Override
    public void write(int octet) {
        unread.write(octet);
        take();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        unread.write(bytes, offset, length);
        take();
    }

    private void take() {
        String text = unread.toString(StandardCharsets.UTF_8);
        Matcher event = EVENT.matcher(text);
        int end = 0;
        while (event.find()) {
            end = event.end();
            String data = event.group(3);
            String id = event.group(2) == null ? "" : event.group(2);
            received.add(
                    new Event(event.group(1), id, data, number(ORDER, data), Math.toIntExact(number(QUANTITY, data))));
        }
        if (end > 0) {
            unread.reset();
            byte[] rest = text.substring(end).getBytes(StandardCharsets.UTF_8);
            unread.write(rest, 0, rest.length);
        }
    }

    private static long number(Pattern pattern, String data) {
        Matcher matcher = pattern.matcher(data);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
