package dev.tributary.confluent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.storage.Converter;

/**
 * Confluent's own classes, from the jars that the build puts into {@code target/confluent}. Nothing of Confluent is on the class path:
 * tests use these through the interfaces of Kafka and Connect. They run on the Kafka clients and the Avro of this project.
 */
public final class Confluent {

    private static final ClassLoader CLASSES = new URLClassLoader(jars(), Confluent.class.getClassLoader());

    private Confluent() {}

    @SuppressWarnings("unchecked") // takes any value
    public static Serializer<Object> serializer(Map<String, ?> configs, boolean isKey) {
        return inItsClassLoader(() -> {
            Serializer<Object> serializer =
                    (Serializer<Object>) create("io.confluent.kafka.serializers.KafkaAvroSerializer");
            serializer.configure(configs, isKey);
            return serializer;
        });
    }

    @SuppressWarnings("unchecked") // yields any value
    public static Deserializer<Object> deserializer(Map<String, ?> configs, boolean isKey) {
        return inItsClassLoader(() -> {
            Deserializer<Object> deserializer =
                    (Deserializer<Object>) create("io.confluent.kafka.serializers.KafkaAvroDeserializer");
            deserializer.configure(configs, isKey);
            return deserializer;
        });
    }

    public static Converter avroConverter(Map<String, ?> configs) {
        return inItsClassLoader(() -> {
            Converter converter = (Converter) create("io.confluent.connect.avro.AvroConverter");
            converter.configure(configs, false);
            return converter;
        });
    }

    /** Reads through a schema of the reader's own, which Kafka's interface has no method for. */
    static Object read(Deserializer<Object> deserializer, String topic, byte[] payload, Schema reader) {
        return call(deserializer, "deserialize", topic, payload, reader);
    }

    /** How Confluent's serializer is given a value that does not know its schema. */
    static Object withSchema(Schema schema, Object value) {
        return create("io.confluent.kafka.serializers.NonRecordContainer", schema, value);
    }

    static Object create(String className, Object... arguments) {
        try {
            Constructor<?> constructor = Arrays.stream(
                            CLASSES.loadClass(className).getConstructors())
                    .filter(candidate -> accepts(candidate.getParameterTypes(), arguments))
                    .findFirst()
                    .orElseThrow();
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(className, e);
        }
    }

    /** Calls a public method; what it throws is the cause of a {@link CallException}. */
    static Object call(Object target, String name, Object... arguments) {
        return call(target.getClass(), target, name, arguments);
    }

    static Object callStatic(String className, String name, Object... arguments) {
        try {
            return call(CLASSES.loadClass(className), null, name, arguments);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Object call(Class<?> type, Object target, String name, Object... arguments) {
        Method method = Arrays.stream(type.getMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .filter(candidate -> accepts(candidate.getParameterTypes(), arguments))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " has no " + name + Arrays.toString(arguments)));
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new CallException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    static final class CallException extends RuntimeException {
        private CallException(Throwable cause) {
            super(cause);
        }
    }

    private static boolean accepts(Class<?>[] parameters, Object[] arguments) {
        return parameters.length == arguments.length
                && IntStream.range(0, parameters.length)
                        .allMatch(i -> arguments[i] == null
                                || parameters[i].isInstance(arguments[i])
                                || (parameters[i] == int.class && arguments[i] instanceof Integer));
    }

    /** Some of its classes are found by name. */
    private static <T> T inItsClassLoader(Supplier<T> supplier) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(CLASSES);
        try {
            return supplier.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] jars() {
        try (Stream<Path> files = Files.list(Path.of("target/confluent/META-INF/bundled-dependencies"))) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).toList();
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = jars.get(i).toUri().toURL();
            }
            return urls;
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
