package io.vigil.security.tls;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;

/**
 * A certificate authority for development: its key lies in a file, so it is worth no more than that
 * file's folder.
 */
record DevelopmentAuthority(PrivateKey key, X509Certificate certificate) {

    private static final String ORGANIZATION = "Vigil (development)";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Duration YEARS = Duration.ofDays(3650);

    /** Clocks of other machines may be behind. */
    private static final Duration BEFORE = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 127;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A key, and the chain of certificates from its own up to the authority's. */
    record Issued(PrivateKey key, List<X509Certificate> chain) {}

    static DevelopmentAuthority create(Instant now) throws GeneralSecurityException, IOException {
        KeyPair pair = pair();
        X500Name name = name("development CA " + Long.toHexString(RANDOM.nextInt() & 0xffffffffL));
        X509v3CertificateBuilder builder = builder(
                        name, name, pair.getPublic(), now, now.plus(YEARS))
                .addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                // It signs certificates of servers and clients, and no other authorities.
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        return new DevelopmentAuthority(pair.getPrivate(), sign(builder, pair.getPrivate()));
    }

    /**
     * A certificate for a server that is a client too.
     *
     * @param hosts names and addresses that it is reached by
     */
    Issued issue(String name, Collection<String> hosts, Instant now, Duration good)
            throws GeneralSecurityException, IOException {
        KeyPair pair = pair();
        Instant last = certificate.getNotAfter().toInstant();
        Instant end = now.plus(good);
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        JcaX509ExtensionUtils utilities = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder builder = builder(
                        issuer, name(name), pair.getPublic(), now, end.isAfter(last) ? last : end)
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        utilities.createAuthorityKeyIdentifier(certificate))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }))
                .addExtension(Extension.subjectAlternativeName, false, names(hosts));
        return new Issued(pair.getPrivate(), List.of(sign(builder, key), certificate));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant end)
            throws GeneralSecurityException, IOException {
        return new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE),
                        Date.from(now.minus(BEFORE)),
                        Date.from(end),
                        subject,
                        key)
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X500Name name(String common) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, ORGANIZATION)
                .addRDN(BCStyle.CN, "vigil " + common)
                .build();
    }

    private static GeneralNames names(Collection<String> hosts) {
        return new GeneralNames(hosts.stream()
                .map(host -> new GeneralName(
                        IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName,
                        host))
                .toArray(GeneralName[]::new));
    }
}
