package io.vigil.security.tls;

import org.bouncycastle.util.IPAddress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/**
 * A folder with a certificate authority for development and a certificate for each end of Vigil's
 * links. Each certificate is good for a server and for a client, since most ends are both.
 *
 * <p>{@code ca.pem} is what everybody trusts, {@code ca.key} is what renews. {@code NAME.pem} is a
 * chain, {@code NAME.key} its key. Cassandra and Kafka take both from a {@code NAME.p12} instead, which
 * also has the authority, under the password in {@code store-password}.
 */
public final class DevelopmentCertificates {

    /** The ends: Vigil's own nodes, each server behind them, and whoever else connects. */
    public static final List<String> NAMES =
            List.of("node", "cassandra", "kafka", "redis", "client");

    private static final List<String> WITH_STORE = List.of("cassandra", "kafka");
    private static final List<String> HOSTS =
            List.of("localhost", "127.0.0.1", "127.0.0.2", "127.0.0.3");
    private static final int DAYS_MAX = 3650;
    private static final int PASSWORD_BYTES = 32;
    private static final Pattern NAME =
            Pattern.compile("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
    private static final String AUTHORITY = "ca";
    private static final String PASSWORD = "store-password";

    private final Path folder;

    private DevelopmentCertificates(Path folder) {
        this.folder = folder;
    }

    /** What is in a folder, or will be. */
    public static DevelopmentCertificates in(Path folder) {
        return new DevelopmentCertificates(folder);
    }

    /**
     * Makes the authority and all certificates.
     *
     * @param hosts names and addresses beside those of loopback
     * @throws TlsUnusable if there is an authority: it is never replaced
     */
    public void create(Collection<String> hosts, int days, Instant now) throws TlsUnusable {
        checkOptions(hosts, days);
        if (Files.exists(authority()) || Files.exists(key(AUTHORITY))) {
            throw new TlsUnusable("there is a CA in " + folder + ": --renew makes new certificates"
                    + " with it; for a new CA name another folder");
        }
        doing(() -> {
            Files.createDirectories(folder);
            DevelopmentAuthority made = DevelopmentAuthority.create(now);
            writeSecret(PASSWORD, password());
            writeSecret(AUTHORITY + ".key", Pem.write(made.key()));
            KeptFiles.writeOpen(authority(), bytes(Pem.write(List.of(made.certificate()))));
            issue(made, hosts, days, now);
        });
    }

    /**
     * Makes new keys and certificates with the authority that is there.
     *
     * @param hosts beside those of loopback; none: as before
     */
    public void renew(Collection<String> hosts, int days, Instant now) throws TlsUnusable {
        checkOptions(hosts, days);
        if (!Files.exists(authority())) {
            throw new TlsUnusable("no CA in " + folder + ": leave out --renew to make one");
        }
        doing(() -> {
            DevelopmentAuthority old = readAuthority(now);
            issue(old, hosts.isEmpty() ? hostsOf(chain("node")) : hosts, days, now);
        });
    }

    /** The authority's certificate. */
    public Path authority() {
        return folder.resolve(AUTHORITY + ".pem");
    }

    /** @param name one of {@link #NAMES} */
    public Path chain(String name) {
        return folder.resolve(name + ".pem");
    }

    /** @param name one of {@link #NAMES} */
    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** Key, chain and authority in one, as PKCS#12. */
    public Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    /** The file with the password of every store. */
    public Path storePassword() {
        return folder.resolve(PASSWORD);
    }

    private interface Work {
        void run() throws IOException, GeneralSecurityException, TlsUnusable;
    }

    private void doing(Work work) throws TlsUnusable {
        try {
            work.run();
        } catch (IOException e) {
            throw new TlsUnusable("can't use " + folder + ": " + e, e);
        } catch (GeneralSecurityException e) {
            throw new TlsUnusable("can't make certificates: " + e.getMessage(), e);
        }
    }

    private static void checkOptions(Collection<String> hosts, int days) throws TlsUnusable {
        if (days < 1 || days > DAYS_MAX) {
            throw new TlsUnusable("--days must be 1 to " + DAYS_MAX + ", not " + days);
        }
        for (String host : hosts) {
            if (!IPAddress.isValid(host) && !NAME.matcher(host).matches()) {
                throw new TlsUnusable("--host is a name or an IP address, not '" + host + "'");
            }
        }
    }

    private DevelopmentAuthority readAuthority(Instant now)
            throws IOException, GeneralSecurityException, TlsUnusable {
        if (!Files.exists(key(AUTHORITY))) {
            throw new TlsUnusable(
                    "the CA's key " + key(AUTHORITY) + " is not there: nothing renews without it");
        }
        List<X509Certificate> certificates = Pem.certificates(Files.readString(authority()));
        PrivateKey key = Pem.key(Files.readString(key(AUTHORITY)));
        if (certificates.isEmpty() || key == null) {
            throw new TlsUnusable("the CA in " + folder + " is damaged: restore it, or make a new"
                    + " one in another folder");
        }
        X509Certificate certificate = certificates.getFirst();
        if (certificate.getNotAfter().toInstant().isBefore(now)) {
            throw new TlsUnusable(
                    "the CA in " + folder + " has ended: make a new one in another" + " folder");
        }
        return new DevelopmentAuthority(key, certificate);
    }

    private void issue(
            DevelopmentAuthority authority, Collection<String> hosts, int days, Instant now)
            throws IOException, GeneralSecurityException {
        SequencedSet<String> all = new LinkedHashSet<>(HOSTS);
        all.addAll(hosts);
        for (String name : NAMES) {
            DevelopmentAuthority.Issued issued =
                    authority.issue(name, all, now, Duration.ofDays(days));
            if (WITH_STORE.contains(name)) {
                KeptFiles.writeSecret(store(name), store(issued, authority.certificate()));
            }
            writeSecret(name + ".key", Pem.write(issued.key()));
            KeptFiles.writeOpen(chain(name), bytes(Pem.write(issued.chain())));
        }
    }

    private byte[] store(DevelopmentAuthority.Issued issued, X509Certificate authority)
            throws IOException, GeneralSecurityException {
        char[] password = Files.readString(storePassword()).strip().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own", issued.key(), password, issued.chain().toArray(new X509Certificate[0]));
        store.setCertificateEntry(AUTHORITY, authority);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, password);
        return bytes.toByteArray();
    }

    private static List<String> hostsOf(Path chain) throws IOException, GeneralSecurityException {
        List<String> hosts = new ArrayList<>();
        for (X509Certificate certificate : Pem.certificates(Files.readString(chain))) {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                names.forEach(name -> hosts.add(Objects.toString(name.get(1))));
            }
        }
        return hosts;
    }

    private static String password() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
    }

    private void writeSecret(String file, String text) throws IOException {
        KeptFiles.writeSecret(folder.resolve(file), bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
