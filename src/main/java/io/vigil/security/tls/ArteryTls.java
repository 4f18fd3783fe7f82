package io.vigil.security.tls;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;

import scala.Option;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The nodes' links among themselves: both sides show a certificate of the same authority, and of the
 * same subject, so that a server or a device of that authority is no node.
 *
 * <p>It does what Pekko's own RotatingKeysSSLEngineProvider does, which takes no EC keys and no
 * chains, lets links fail while a file is half written, and counts names that every server of a
 * machine has (localhost) as the same subject.
 */
public final class ArteryTls implements SSLEngineProvider {

    private static final int DNS_NAME = 2;

    private final RenewedTls tls;

    ArteryTls(RenewedTls tls) {
        this.tls = tls;
    }

    /** The configuration with Artery on TLS; the actor system needs {@link #setup} too. */
    public static Config over(Config config) {
        return ConfigFactory.parseMap(Map.of("pekko.remote.artery.transport", "tls-tcp"))
                .withFallback(config);
    }

    /** For the actor system's start. */
    public static Setup setup(RenewedTls tls) {
        return SSLEngineProviderSetup.create(_ -> new ArteryTls(tls));
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return tls.serverEngine(true);
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return tls.unnamedClientEngine(hostname, port);
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return verify(session);
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return verify(session);
    }

    private Option<Throwable> verify(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            Set<String> own = names(Objects.requireNonNull(tls.own()));
            Set<String> peer = names((X509Certificate) chain[0]);
            return own.stream().anyMatch(peer::contains)
                    ? Option.empty()
                    : Option.apply(new SSLPeerUnverifiedException(
                            "the certificate of " + peer + " is not that of a node " + own));
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return Option.apply(e);
        }
    }

    /** The common name; where there is none, the DNS names, but for the one of every machine. */
    private static Set<String> names(X509Certificate certificate)
            throws CertificateParsingException {
        Set<String> names = commonNames(certificate);
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (names.isEmpty() && alternatives != null) {
            alternatives.stream()
                    .filter(name -> Objects.equals(name.get(0), DNS_NAME))
                    .map(name -> Objects.toString(name.get(1)).toLowerCase(Locale.ROOT))
                    .filter(name -> !name.equals("localhost"))
                    .forEach(names::add);
        }
        return names;
    }

    private static Set<String> commonNames(X509Certificate certificate)
            throws CertificateParsingException {
        Set<String> names = new HashSet<>();
        try {
            for (Rdn part :
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(part.getValue().toString());
                }
            }
        } catch (InvalidNameException e) {
            throw new CertificateParsingException(e);
        }
        return names;
    }
}
