package io.vigil.security.tls;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * One state of the files that can be used: who this end is and whom it trusts.
 *
 * @param own its certificate; null if it shows none
 */
record TlsIdentity(SSLContext context, @Nullable X509Certificate own) {

    /**
     * Makes it of the files' contents, all of which must fit together.
     *
     * @throws TlsUnusable also for a certificate that has ended
     */
    static TlsIdentity of(TlsFiles files, TlsContents contents, Instant now) throws TlsUnusable {
        List<X509Certificate> authorities = certificates(files.ca(), contents.ca());
        List<X509Certificate> chain = files.certificate() == null || contents.certificate() == null
                ? List.of()
                : certificates(files.certificate(), contents.certificate());
        X509Certificate own = chain.isEmpty() ? null : chain.getFirst();
        PrivateKey key = files.key() == null || contents.key() == null
                ? null
                : key(files.key(), contents.key());
        if (own != null && own.getNotAfter().toInstant().isBefore(now)) {
            throw new TlsUnusable(files.certificate() + " ended on "
                    + own.getNotAfter().toInstant() + ": renew it");
        }
        try {
            if (own != null && key != null && !fit(key, own)) {
                throw new TlsUnusable(files.key() + " is not the key of " + files.certificate());
            }
            return new TlsIdentity(context(key, chain, authorities), own);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsUnusable(
                    "can't use " + files.ca() + ", " + files.certificate() + " and " + files.key()
                            + ": " + e.getMessage(),
                    e);
        }
    }

    private static List<X509Certificate> certificates(Path file, String text) throws TlsUnusable {
        try {
            List<X509Certificate> found = Pem.certificates(text);
            if (found.isEmpty()) {
                throw new TlsUnusable("no certificate (PEM) in " + file);
            }
            return found;
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsUnusable("no whole certificate (PEM) in " + file, e);
        }
    }

    private static PrivateKey key(Path file, String text) throws TlsUnusable {
        try {
            PrivateKey key = Pem.key(text);
            if (key == null) {
                throw new TlsUnusable("no private key (PEM, without a password) in " + file);
            }
            return key;
        } catch (IOException e) {
            // Not its message: that may show a part of the key.
            throw new TlsUnusable("no whole private key (PEM, without a password) in " + file);
        }
    }

    /** The two files are replaced one after the other: in between they don't fit. */
    private static boolean fit(PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        byte[] probe = certificate.getEncoded();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(probe);
        return signature.verify(signed);
    }

    private static SSLContext context(
            @Nullable PrivateKey key,
            List<X509Certificate> chain,
            List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = emptyStore();
        for (X509Certificate authority : authorities) {
            trusted.setCertificateEntry("ca-" + trusted.size(), authority);
        }
        trust.init(trusted);
        context.init(keyManagers(key, chain), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyManager[] keyManagers(@Nullable PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        if (key == null) {
            return new KeyManager[0];
        }
        // The store lives in this method alone, so its password protects nothing.
        char[] password = new char[0];
        KeyStore own = emptyStore();
        own.setKeyEntry("own", key, password, chain.toArray(new X509Certificate[0]));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        return keys.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
