package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be in the key store beside the key. */
class TlsTest {

    private static final String PASSWORD = "changeit";

    private Path file;

    @BeforeEach
    void makeAKey(@TempDir Path directory) throws Exception {
        file = directory.resolve("api.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "api",
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    @Test
    void takesATrustedCertificateBesideTheKey() throws Exception {
        KeyStore keys = load();
        keys.setCertificateEntry("trusted", keys.getCertificate("api"));
        keys.setEntry(
                "secret",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
                new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
        store(keys);

        assertThat(Tls.context(new HttpSettings.Keystore(file, PASSWORD)).getProtocol())
                .isEqualTo("TLS");
    }

    @Test
    void refusesAFileWithoutPrivateKey() throws Exception {
        KeyStore keys = load();
        keys.setCertificateEntry("trusted", keys.getCertificate("api"));
        keys.deleteEntry("api");
        store(keys);

        assertThatThrownBy(() -> Tls.context(new HttpSettings.Keystore(file, PASSWORD)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tributary.http.tls.keystore")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("no private key");
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private void store(KeyStore keys) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, PASSWORD.toCharArray());
        }
    }
}
