package io.vigil.security.tls;

import com.typesafe.config.Config;

import io.vigil.core.Nullable;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The PEM files of one end of TLS links.
 *
 * @param key of {@code certificate}; null with it: an end that shows none
 * @param certificate its own, with the chain above it but for the authority
 * @param ca the authorities that it trusts
 */
public record TlsFiles(@Nullable Path key, @Nullable Path certificate, Path ca) {

    public TlsFiles {
        if ((key == null) != (certificate == null)) {
            throw new IllegalArgumentException("a TLS key and its certificate come together");
        }
    }

    /** An end that trusts, and shows no certificate of its own. */
    public static TlsFiles trusting(Path ca) {
        return new TlsFiles(null, null, ca);
    }

    /**
     * Reads {@code enabled, key, certificate, ca} below a path.
     *
     * @return null if it isn't enabled
     * @throws TlsUnusable if it is, and a setting is missing
     */
    public static @Nullable TlsFiles from(Config config, String path) throws TlsUnusable {
        if (!config.hasPath(path + ".enabled") || !config.getBoolean(path + ".enabled")) {
            return null;
        }
        Path key = file(config, path + ".key");
        Path certificate = file(config, path + ".certificate");
        Path ca = file(config, path + ".ca");
        if (ca == null) {
            throw new TlsUnusable(path + ".ca names no file");
        }
        if ((key == null) != (certificate == null)) {
            throw new TlsUnusable(path + " needs both, key and certificate, or neither");
        }
        return new TlsFiles(key, certificate, ca);
    }

    /** Each file that there is under the name of its setting; absolute, for whoever runs elsewhere. */
    public Map<String, String> named() {
        Map<String, String> named = new TreeMap<>();
        named.put("ca", ca.toAbsolutePath().toString());
        if (key != null && certificate != null) {
            named.put("key", key.toAbsolutePath().toString());
            named.put("certificate", certificate.toAbsolutePath().toString());
        }
        return named;
    }

    private static @Nullable Path file(Config config, String path) {
        boolean isGiven = config.hasPath(path) && !config.getString(path).isEmpty();
        return isGiven ? Path.of(config.getString(path)) : null;
    }
}
