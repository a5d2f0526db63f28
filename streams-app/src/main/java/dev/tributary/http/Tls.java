package dev.tributary.http;

import dev.tributary.http.HttpSettings.Keystore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.config.ConfigException;

/** TLS of the API, and of its client to other instances, from one PKCS#12 file. */
final class Tls {

    private Tls() {}

    /** @throws ConfigException if the file cannot be used */
    static SSLContext context(Keystore settings) {
        try (InputStream in = Files.newInputStream(settings.file())) {
            char[] password = settings.password().toCharArray();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password);
            requirePrivateKey(keys, settings);
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust(keys), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(
                    "setting tributary.http.tls.keystore: cannot use " + settings.file() + ": " + e.getMessage());
        }
    }

    /** A private key has a chain of them, a trusted certificate is one, and a secret key has none. */
    private static Certificate[] certificates(KeyStore keys, String alias) throws GeneralSecurityException {
        if (keys.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
            return keys.getCertificateChain(alias);
        }
        return keys.isCertificateEntry(alias) ? new Certificate[] {keys.getCertificate(alias)} : new Certificate[0];
    }

    /** Without one the API would start, and refuse every connection. */
    private static void requirePrivateKey(KeyStore keys, Keystore settings) throws GeneralSecurityException {
        for (String alias : Collections.list(keys.aliases())) {
            if (keys.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
                return;
            }
        }
        throw new ConfigException("setting tributary.http.tls.keystore: " + settings.file() + " has no private key");
    }

    private static TrustManager[] trust(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        int count = 0;
        for (String alias : Collections.list(keys.aliases())) {
            for (Certificate certificate : certificates(keys, alias)) {
                trusted.setCertificateEntry("own-" + count++, certificate);
            }
        }
        TrustManagerFactory usual = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        usual.init((KeyStore) null);
        for (TrustManager manager : usual.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                for (X509Certificate certificate : x509.getAcceptedIssuers()) {
                    trusted.setCertificateEntry("usual-" + count++, certificate);
                }
            }
        }
        TrustManagerFactory all = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        all.init(trusted);
        return all.getTrustManagers();
    }
}
