package io.vigil.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import io.vigil.core.Nullable;
import io.vigil.security.Verification.Rejected;
import io.vigil.security.Verification.Verified;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;

/**
 * Tells whether a token was signed here and still holds.
 *
 * <p>The algorithm is pinned before anything else is looked at: a header never chooses how it is
 * checked. Good tokens are remembered, because after a restart thousands of sockets come back
 * within seconds, each with a token that has been seen; bad ones are not, so that a flood of them
 * can't push out the good. Time is judged on every call, remembered or not.
 */
public final class TokenVerifier {

    /** Clocks of a hospital's machines agree to well within this. */
    public static final Duration SKEW = Duration.ofSeconds(30);

    /** Twice the 5,000 sockets that one server is meant to carry. */
    private static final int REMEMBERED_MAX = 10_000;

    /** Ours are about 400 characters; with 64 wards of full length still under this. */
    private static final int LENGTH_MAX = 8 * 1024;

    private final String keyId;
    private final Ed25519Verifier signatures;
    private final InstantSource clock;
    private final Cache<String, Checked> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

    /** A token whose signature and claims are good; only time can still end it. */
    private record Checked(Principal principal, Instant from, Instant until) {}

    public TokenVerifier(TokenKey key, InstantSource clock) {
        this.keyId = key.id();
        this.clock = clock;
        try {
            this.signatures = new Ed25519Verifier(key.publicKey());
        } catch (JOSEException e) {
            throw new TokenKeyUnusable("can't verify with the token key: " + e.getMessage(), e);
        }
    }

    public Verification verify(String token) {
        Checked known = remembered.getIfPresent(token);
        if (known != null) {
            return judgeTime(known);
        }
        try {
            Checked checked = check(token);
            Verification verification = judgeTime(checked);
            if (verification instanceof Verified) {
                remembered.put(token, checked);
            }
            return verification;
        } catch (Unacceptable e) {
            return new Rejected(e.getMessage());
        }
    }

    private Checked check(String token) throws Unacceptable {
        if (token.length() > LENGTH_MAX) {
            throw new Unacceptable("the token is too long");
        }
        SignedJWT jwt = parse(token);
        checkHeader(jwt.getHeader());
        checkSignature(jwt);
        return checkClaims(jwt);
    }

    private static SignedJWT parse(String token) throws Unacceptable {
        try {
            return SignedJWT.parse(token);
        } catch (ParseException | IllegalArgumentException e) {
            throw new Unacceptable("not a signed token (JWT)");
        }
    }

    private void checkHeader(JWSHeader header) throws Unacceptable {
        if (!JWSAlgorithm.EdDSA.equals(header.getAlgorithm())) {
            throw new Unacceptable("the token's algorithm must be EdDSA");
        }
        if (!keyId.equals(header.getKeyID())) {
            throw new Unacceptable("the token was not signed with this server's key");
        }
    }

    private void checkSignature(SignedJWT jwt) throws Unacceptable {
        boolean valid;
        try {
            valid = jwt.verify(signatures);
        } catch (JOSEException | IllegalStateException e) {
            valid = false;
        }
        if (!valid) {
            throw new Unacceptable("the token's signature is wrong");
        }
    }

    private static Checked checkClaims(SignedJWT jwt) throws Unacceptable {
        try {
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!TokenClaims.ISSUER.equals(claims.getIssuer())) {
                throw new Unacceptable("the token was not issued by vigil");
            }
            Date until = claims.getExpirationTime();
            if (until == null) {
                throw new Unacceptable("the token has no end (exp)");
            }
            return new Checked(TokenClaims.read(claims), start(claims), until.toInstant());
        } catch (ParseException | IllegalArgumentException e) {
            throw new Unacceptable("the token's claims are wrong: " + e.getMessage());
        }
    }

    /** The later of the times the token names as its beginning. */
    private static Instant start(JWTClaimsSet claims) {
        Instant issued = toInstant(claims.getIssueTime());
        Instant notBefore = toInstant(claims.getNotBeforeTime());
        return issued.isAfter(notBefore) ? issued : notBefore;
    }

    private static Instant toInstant(@Nullable Date date) {
        return date == null ? Instant.EPOCH : date.toInstant();
    }

    private Verification judgeTime(Checked token) {
        Instant now = clock.instant();
        if (now.isBefore(token.from().minus(SKEW))) {
            return new Rejected("the token is not good before " + seconds(token.from()));
        }
        if (!now.isBefore(token.until().plus(SKEW))) {
            return new Rejected("the token expired at " + seconds(token.until()));
        }
        return new Verified(token.principal(), token.until());
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Leaves the checks at the first that fails; never seen outside. */
    private static final class Unacceptable extends Exception {

        private static final long serialVersionUID = 1L;

        Unacceptable(String reason) {
            super(reason, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
