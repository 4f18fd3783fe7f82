package io.vigil.security.tls;

import io.vigil.core.Nullable;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates as text, in every form that certificate tools write (PKCS#8, #1, SEC 1). */
final class Pem {

    private Pem() {}

    /** All certificates of the text, in its order. */
    static List<X509Certificate> certificates(String text)
            throws IOException, GeneralSecurityException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> found = new ArrayList<>();
        for (Object object : objects(text)) {
            if (object instanceof X509CertificateHolder holder) {
                found.add(converter.getCertificate(holder));
            }
        }
        return found;
    }

    /** The text's private key; null if it has none, or one with a password. */
    static @Nullable PrivateKey key(String text) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        for (Object object : objects(text)) {
            if (object instanceof PrivateKeyInfo info) {
                return converter.getPrivateKey(info);
            }
            if (object instanceof PEMKeyPair pair) {
                return converter.getKeyPair(pair).getPrivate();
            }
        }
        return null;
    }

    static String write(List<X509Certificate> certificates)
            throws IOException, GeneralSecurityException {
        List<PemObject> objects = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            objects.add(new PemObject("CERTIFICATE", certificate.getEncoded()));
        }
        return text(objects);
    }

    static String write(PrivateKey key) throws IOException {
        return text(List.of(new PemObject("PRIVATE KEY", key.getEncoded())));
    }

    private static List<Object> objects(String text) throws IOException {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            Object object = parser.readObject();
            while (object != null) {
                objects.add(object);
                object = parser.readObject();
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            // What a file that is half written makes of the decoder.
            throw new IOException("damaged: " + e.getMessage(), e);
        }
        return objects;
    }

    private static String text(List<PemObject> objects) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (PemObject object : objects) {
                writer.writeObject(object);
            }
        }
        return text.toString();
    }
}
