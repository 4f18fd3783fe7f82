package io.vigil.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;

/** Signs tokens: JWT, EdDSA over Ed25519, the key's id in the header. */
public final class TokenIssuer {

    /** Nothing can be revoked before its end, so even a monitor's token has one in sight. */
    public static final Duration TTL_MAX = Duration.ofDays(3 * 366);

    private static final int TOKEN_ID_BYTES = 16;

    private final TokenKey key;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public TokenIssuer(TokenKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * A token for this principal, good from now on.
     *
     * @throws IllegalArgumentException if the time to live is under a second or too long
     */
    public String issue(Principal principal, Duration ttl) {
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(TTL_MAX) > 0) {
            throw new IllegalArgumentException(
                    "time to live must be 1 second to " + TTL_MAX.toDays() + " days");
        }
        Instant now = clock.instant();
        return sign(TokenClaims.write(principal)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ttl)))
                .jwtID(tokenId())
                .build());
    }

    private String sign(JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .type(JOSEObjectType.JWT)
                .keyID(key.id())
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new Ed25519Signer(key.privateKey()));
        } catch (JOSEException e) {
            throw new TokenKeyUnusable("can't sign with the token key: " + e.getMessage(), e);
        }
        return token.serialize();
    }

    private String tokenId() {
        byte[] bytes = new byte[TOKEN_ID_BYTES];
        random.nextBytes(bytes);
        return Base64URL.encode(bytes).toString();
    }
}
