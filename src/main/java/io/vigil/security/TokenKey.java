package io.vigil.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;

import java.nio.file.Path;
import java.text.ParseException;

/**
 * The Ed25519 key pair that signs this installation's tokens, identified by its RFC 7638
 * thumbprint.
 */
public final class TokenKey {

    private final OctetKeyPair pair;

    private TokenKey(OctetKeyPair pair) {
        this.pair = pair;
    }

    /**
     * The key in {@code data/keys}, made on first use.
     *
     * @throws TokenKeyUnusable if it can't be made, read or trusted; the message says what to do
     */
    public static TokenKey openOrCreate(Path data) {
        return TokenKeyFile.in(data).openOrCreate();
    }

    /**
     * The key in {@code data/keys}, for a client of a server that has made it: another one would be
     * refused.
     *
     * @throws TokenKeyUnusable if there is none, or it can't be read or trusted
     */
    public static TokenKey open(Path data) {
        return TokenKeyFile.in(data).open();
    }

    /** A fresh pair that lives in memory only. */
    static TokenKey generate() {
        try {
            return new TokenKey(new OctetKeyPairGenerator(Curve.Ed25519)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate());
        } catch (JOSEException e) {
            throw new TokenKeyUnusable("can't make an Ed25519 key: " + e.getMessage(), e);
        }
    }

    /** @throws ParseException if the text is no private Ed25519 key with an id */
    static TokenKey parse(String jwk) throws ParseException {
        OctetKeyPair pair = OctetKeyPair.parse(jwk);
        if (!pair.isPrivate() || !Curve.Ed25519.equals(pair.getCurve())) {
            throw new ParseException("not a private Ed25519 key", 0);
        }
        if (pair.getKeyID() == null) {
            throw new ParseException("the key has no kid", 0);
        }
        return new TokenKey(pair);
    }

    public String id() {
        return pair.getKeyID();
    }

    String toJwk() {
        return pair.toJSONString();
    }

    OctetKeyPair privateKey() {
        return pair;
    }

    OctetKeyPair publicKey() {
        return pair.toPublicJWK();
    }

    /** Never the key itself: this ends up in logs. */
    @Override
    public String toString() {
        return "TokenKey[" + id() + "]";
    }
}
