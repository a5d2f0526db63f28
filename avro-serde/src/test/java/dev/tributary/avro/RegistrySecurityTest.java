package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RegistrySecurityTest {

    private static final String PASSWORD = "s3cret-pass";

    private final FakeRegistry fake = new FakeRegistry();
    private final Map<String, Object> configs =
            new HashMap<>(Map.of("schema.registry.url", fake.url(), "max.retries", 0));

    @TempDir
    static Path directory;

    private static Path store;

    @BeforeAll
    static void makeAKeyStore() throws Exception {
        store = keyStore();
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void sendsTheUserOfTheUrl() {
        configs.put("schema.registry.url", "http://us%40er:" + PASSWORD + "@" + fake.authority());
        assertSends(basic("us@er:" + PASSWORD));
    }

    @Test
    void sendsTheConfiguredUser() {
        configs.put("basic.auth.credentials.source", "USER_INFO");
        configs.put("basic.auth.user.info", "user:" + PASSWORD);
        assertSends(basic("user:" + PASSWORD));
    }

    @Test
    void prefersTheDeprecatedKeyAsConfluentDoes() {
        configs.put("basic.auth.credentials.source", "USER_INFO");
        configs.put("schema.registry.basic.auth.user.info", new Password("old:" + PASSWORD));
        configs.put("basic.auth.user.info", "new:other");
        assertSends(basic("old:" + PASSWORD));
    }

    @Test
    void inheritsTheUserOfTheBrokersLogin() {
        configs.put("basic.auth.credentials.source", "SASL_INHERIT");
        configs.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"user\" password=\""
                        + PASSWORD + "\";");
        assertSends(basic("user:" + PASSWORD));
    }

    @Test
    void sendsABearerToken() {
        configs.put("bearer.auth.credentials.source", "STATIC_TOKEN");
        configs.put("bearer.auth.token", PASSWORD);
        assertSends("Bearer " + PASSWORD);
    }

    @Test
    void resolvesConfigProviders() throws Exception {
        Path secrets = Files.writeString(directory.resolve("secrets.properties"), "user=user:" + PASSWORD + "\n");
        configs.put("config.providers", "file");
        configs.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        configs.put("basic.auth.credentials.source", "USER_INFO");
        configs.put("basic.auth.user.info", "${file:" + secrets + ":user}");
        assertSends(basic("user:" + PASSWORD));
    }

    @Test
    void sendsNothingUnlessAsked() {
        configs.put("basic.auth.user.info", "user:" + PASSWORD);
        fake.add("s", Schemas.ORDER);
        try (SchemaRegistry registry = SchemaRegistry.fromConfig(configs)) {
            registry.schemaById(1);
        }
        assertThat(fake.requests().get(0).authorization()).isEmpty();
    }

    @Test
    void saysWhichKeyToSetWhenCredentialsAreMissing() {
        fake.requireAuthorization("Bearer right");
        try (SchemaRegistry registry = SchemaRegistry.fromConfig(configs)) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("401")
                    .hasMessageContaining("no credentials were sent")
                    .hasMessageContaining("basic.auth.user.info")
                    .hasMessageContaining("bearer.auth.token");
        }
    }

    @Test
    void printsNoSecret() {
        fake.requireAuthorization("Bearer right");
        List<Map<String, Object>> all = List.of(
                Map.of("schema.registry.url", "http://user:" + PASSWORD + "@" + fake.authority()),
                Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "user:" + PASSWORD),
                Map.of("bearer.auth.token", PASSWORD),
                Map.of("schema.registry.url", "http://user:" + PASSWORD + "@localhost:1"),
                Map.of("schema.registry.url", "ftp://user:" + PASSWORD + "@localhost"),
                Map.of("schema.registry.url", "http://user:" + PASSWORD + " @localhost"),
                Map.of("schema.registry.url", "http://user:" + PASSWORD + "@"),
                Map.of("bearer.auth.token", PASSWORD + "\n"),
                Map.of(
                        "schema.registry.ssl.truststore.location",
                        "/none",
                        "schema.registry.ssl.truststore.password",
                        PASSWORD));
        for (Map<String, Object> secret : all) {
            Map<String, Object> merged = new HashMap<>(configs);
            merged.putAll(secret);
            Throwable failure = catchThrowable(() -> {
                assertThat(RegistrySettings.from(new AvroSerdeConfig(merged)).toString())
                        .doesNotContain(PASSWORD)
                        .doesNotContain(basic("user:" + PASSWORD));
                try (SchemaRegistry registry = SchemaRegistry.fromConfig(merged)) {
                    assertThat(registry.toString()).doesNotContain(PASSWORD);
                    registry.schemaById(1);
                }
            });
            assertThat(failure).isNotNull().isNotInstanceOf(AssertionError.class);
            for (Throwable t = failure; t != null; t = t.getCause()) {
                assertThat(t.toString())
                        .doesNotContain(PASSWORD)
                        .doesNotContain(Base64.getEncoder()
                                .encodeToString(("user:" + PASSWORD).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    @Test
    void refusesContradictoryOrIncompleteCredentials() {
        assertRefused("basic.auth.user.info", Map.of("basic.auth.credentials.source", "USER_INFO"));
        assertRefused("bearer.auth.token", Map.of("bearer.auth.credentials.source", "STATIC_TOKEN"));
        assertRefused("bearer.auth.token", Map.of("basic.auth.credentials.source", "URL", "bearer.auth.token", "t"));
        assertRefused("bearer.auth.credentials.source", Map.of("bearer.auth.credentials.source", "OAUTHBEARER"));
        assertRefused("basic.auth.credentials.source", Map.of("basic.auth.credentials.source", "FILE"));
        assertRefused(
                "sasl.jaas.config",
                Map.of(
                        "basic.auth.credentials.source",
                        "SASL_INHERIT",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required;"));
        assertRefused("schema.registry.url", Map.of("schema.registry.url", ""));
        assertRefused("schema.registry.url", Map.of("schema.registry.url", "localhost:8081"));
        assertRefused(
                "schema.registry.ssl.endpoint.identification.algorithm",
                Map.of("schema.registry.ssl.endpoint.identification.algorithm", ""));
    }

    @Test
    void trustsACertificateFromTheConfiguredStore() throws Exception {
        try (FakeRegistry https = new FakeRegistry(serverContext(store))) {
            https.add("s", Schemas.ORDER);
            configs.put("schema.registry.url", https.url());
            configs.put("schema.registry.ssl.truststore.location", store.toString());
            configs.put("schema.registry.ssl.truststore.password", PASSWORD);
            configs.put("schema.registry.ssl.truststore.type", "PKCS12");
            try (SchemaRegistry registry = SchemaRegistry.fromConfig(configs)) {
                assertThat(registry.schemaById(1)).isEqualTo(Schemas.ORDER);
            }
        }
    }

    @Test
    void trustsAPemCertificate() throws Exception {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(load(store).getCertificate("registry").getEncoded())
                + "\n-----END CERTIFICATE-----";
        try (FakeRegistry https = new FakeRegistry(serverContext(store))) {
            https.add("s", Schemas.ORDER);
            configs.put("schema.registry.url", https.url());
            configs.put("schema.registry.ssl.truststore.type", "PEM");
            configs.put("schema.registry.ssl.truststore.certificates", pem);
            try (SchemaRegistry registry = SchemaRegistry.fromConfig(configs)) {
                assertThat(registry.schemaById(1)).isEqualTo(Schemas.ORDER);
            }
        }
    }

    @Test
    void refusesACertificateItDoesNotKnow() throws Exception {
        try (FakeRegistry https = new FakeRegistry(serverContext(store))) {
            configs.put("schema.registry.url", https.url());
            try (SchemaRegistry registry = SchemaRegistry.fromConfig(configs)) {
                assertThatThrownBy(() -> registry.schemaById(1))
                        .isInstanceOf(SchemaRegistryException.class)
                        .hasMessageContaining("schema.registry.ssl.truststore");
            }
            assertThat(https.requests()).isEmpty();
        }
    }

    private void assertSends(String header) {
        fake.add("s", Schemas.ORDER);
        fake.requireAuthorization(header);
        try (SchemaRegistry registry = SchemaRegistry.fromConfig(configs)) {
            assertThat(registry.schemaById(1)).isEqualTo(Schemas.ORDER);
        }
        assertThat(fake.requests())
                .extracting(FakeRegistry.Request::authorization)
                .containsExactly(Optional.of(header));
    }

    private void assertRefused(String key, Map<String, ?> wrong) {
        Map<String, Object> merged = new HashMap<>(configs);
        merged.putAll(wrong);
        assertThatThrownBy(() -> SchemaRegistry.fromConfig(merged))
                .as("%s", wrong)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    /** A key and a self-signed certificate for localhost, made anew. */
    private static Path keyStore() throws Exception {
        Path store = directory.resolve("registry.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        // A trust store takes certificates, not keys: the same certificate again, as one.
        KeyStore keys = load(store);
        keys.setCertificateEntry("trusted", keys.getCertificate("registry"));
        try (java.io.OutputStream out = Files.newOutputStream(store)) {
            keys.store(out, PASSWORD.toCharArray());
        }
        return store;
    }

    private static KeyStore load(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(store.toFile())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static SSLContext serverContext(Path store) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(load(store), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
