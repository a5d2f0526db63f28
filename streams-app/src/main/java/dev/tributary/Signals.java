package dev.tributary;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles signals of the operating system. A JVM that ends by one exits with 128 and the signal's number, whatever
 * {@link System#exit} is given after it, and a shutdown hook that halts would leave temporary files behind.
 */
final class Signals {

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Has a signal run the action, in a thread of its own, instead of ending the JVM. By reflection, as Kafka does it: the class
     * is in every JDK, and the compiler warns of each use.
     *
     * @param names without SIG
     * @return false if a signal cannot be handled here, as under {@code -Xrs}
     */
    static boolean handle(Runnable action, String... names) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler running = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                    return null;
                }
                return method.invoke(action, arguments);
            };
            Object handling = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, running);
            for (String name : names) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
            }
            return true;
        } catch (ReflectiveOperationException e) {
            log.debug("signals cannot be handled", e);
            return false;
        }
    }
}
