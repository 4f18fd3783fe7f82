package io.vigil.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import io.vigil.core.DeviceId;
import io.vigil.core.WardId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Issuer and verifier together: what one signs the other believes, and nothing else. */
class TokensTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final TokenKey key = TokenKey.generate();
    private Instant now = START;
    private final TokenIssuer issuer = new TokenIssuer(key, () -> now);
    private final TokenVerifier verifier = new TokenVerifier(key, () -> now);

    static Stream<Principal> principals() {
        return Stream.of(
                Principal.person("nurse-7", Role.CLINICIAN, Set.of()),
                Principal.person(
                        "dr. o'neill", Role.LEAD, Set.of(new WardId("icu-1"), new WardId("icu-2"))),
                Principal.person("root", Role.ADMIN, Set.of()),
                Principal.person("inspector", Role.AUDITOR, Set.of()),
                Principal.device(new DeviceId("mon-1")),
                Principal.gateway("gateway", "icu-1."));
    }

    @ParameterizedTest
    @MethodSource("principals")
    void whatIsIssuedIsVerified(Principal principal) {
        String token = issuer.issue(principal, HOUR);

        assertThat(verifier.verify(token))
                .isEqualTo(new Verification.Verified(principal, START.plus(HOUR)));
    }

    @Test
    void everyTokenHasItsOwnId() throws Exception {
        Principal viewer = Principal.person("v", Role.VIEWER, Set.of());

        assertThat(SignedJWT.parse(issuer.issue(viewer, HOUR)).getJWTClaimsSet().getJWTID())
                .isNotEqualTo(SignedJWT.parse(issuer.issue(viewer, HOUR))
                        .getJWTClaimsSet()
                        .getJWTID());
    }

    @Test
    void aTokenEndsAfterItsTimeAndTheSkew() {
        String token = viewerToken();

        now = START.plus(HOUR).plusSeconds(29);
        assertThat(verifier.verify(token)).isInstanceOf(Verification.Verified.class);
        now = START.plus(HOUR).plusSeconds(30);
        assertRejected(token, "the token expired at 2026-03-01T13:00:00Z");
    }

    @Test
    void aTokenFirstSeenAfterItsEndIsRejectedToo() {
        String token = viewerToken();

        now = START.plus(Duration.ofDays(2));
        assertRejected(token, "the token expired at 2026-03-01T13:00:00Z");
    }

    @Test
    void aTokenFromTheFutureWaits() {
        now = START.plusSeconds(31);
        String token = viewerToken();
        now = START;
        assertRejected(token, "the token is not good before 2026-03-01T12:00:31Z");
        now = START.plusSeconds(1);
        assertThat(verifier.verify(token)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void notBeforeIsHonoured() throws Exception {
        String token = signed(claims().notBeforeTime(Date.from(START.plus(Duration.ofMinutes(5)))));

        assertRejected(token, "the token is not good before 2026-03-01T12:05:00Z");
    }

    @Test
    void noBitOfATokenCanBeChanged() {
        String token = viewerToken();
        Random random = new Random(20260301);
        for (int i = 0; i < 2_000; i++) {
            String tampered = flipBit(token, random);
            assertThat(verifier.verify(tampered))
                    .as("%s", tampered)
                    .isInstanceOf(Verification.Rejected.class);
        }
        assertThat(verifier.verify(token)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void aRaisedRoleBreaksTheSignature() throws Exception {
        String[] parts = viewerToken().split("\\.");
        String raised =
                SignedJWT.parse(viewerToken()).getPayload().toString().replace("viewer", "admin");

        assertRejected(
                parts[0] + "." + Base64URL.encode(raised) + "." + parts[2],
                "the token's signature is wrong");
    }

    @Test
    void anotherServersTokenIsNotOurs() {
        String token = new TokenIssuer(TokenKey.generate(), () -> now)
                .issue(Principal.person("v", Role.VIEWER, Set.of()), HOUR);

        assertRejected(token, "the token was not signed with this server's key");
    }

    @Test
    void anotherKeyUnderOurIdIsFoundOut() throws Exception {
        SignedJWT token = new SignedJWT(header(JWSAlgorithm.EdDSA), claims().build());
        token.sign(new Ed25519Signer(TokenKey.generate().privateKey()));

        assertRejected(token.serialize(), "the token's signature is wrong");
    }

    @Test
    void anUnsignedTokenIsNone() {
        assertRejected(new PlainJWT(claims().build()).serialize(), "not a signed token (JWT)");
    }

    @Test
    void thePublicKeyIsNoSharedSecret() throws Exception {
        SignedJWT token = new SignedJWT(header(JWSAlgorithm.HS256), claims().build());
        token.sign(new MACSigner(key.publicKey().getDecodedX()));

        assertRejected(token.serialize(), "the token's algorithm must be EdDSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "nonsense", "e30.e30.e30", "\u0000", "é.é"})
    void whatIsNoTokenIsRejected(String text) {
        assertRejected(text, "not a signed token (JWT)");
    }

    @Test
    void anEndlessTextIsNotEvenRead() {
        assertRejected("a".repeat(100_000), "the token is too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void deepNestingIsNoWayIn(String opening) {
        String[] parts = viewerToken().split("\\.");
        String deep = Base64URL.encode("{\"alg\":" + opening.repeat(1_000)).toString();

        assertRejected(deep + "." + parts[1] + "." + parts[2], "not a signed token (JWT)");
        assertRejected(parts[0] + "." + deep + "." + parts[2], "the token's signature is wrong");
    }

    @Test
    void claimsMustBeThereAndMakeSense() throws Exception {
        assertRejected(signed(claims().issuer("other")), "the token was not issued by vigil");
        assertRejected(signed(claims().expirationTime(null)), "the token has no end (exp)");
        assertRejected(signed(claims().subject(null)), claim("claim sub is missing"));
        assertRejected(signed(claims().claim("role", null)), claim("claim role is missing"));
        assertRejected(signed(claims().claim("role", "god")), claim("unknown role 'god'"));
        assertRejected(
                signed(claims().claim("wards", List.of())), claim("wards must name 1 to 64 wards"));
        assertRejected(
                signed(claims().claim("role", "device")),
                claim("role device needs a device or a gateway prefix"));
        assertRejected(
                signed(claims().claim("device", "mon-1")),
                claim("only role device may name a device or gateway, not role viewer"));
        assertRejected(
                signed(claims().claim("role", "device")
                        .claim("device", "mon-1")
                        .claim("gateway", "mon")),
                claim("a token names a device or a gateway, not both"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"role", "wards", "device", "gateway", "sub", "exp"})
    void claimsOfTheWrongTypeAreRejected(String name) throws Exception {
        String token = signed(claims().claim(name, List.of(List.of(7))));

        assertThat(verifier.verify(token)).isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void aTimeToLiveHasBounds() {
        Principal viewer = Principal.person("v", Role.VIEWER, Set.of());
        for (Duration ttl : List.of(
                Duration.ZERO, Duration.ofSeconds(-5), TokenIssuer.TTL_MAX.plusSeconds(1))) {
            assertThatThrownBy(() -> issuer.issue(viewer, ttl))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("time to live");
        }
    }

    @Test
    void whateverArrivesNeverThrows() {
        Random random = new Random(99);
        String token = viewerToken();
        for (int i = 0; i < 2_000; i++) {
            List<String> parts = new ArrayList<>(List.of(token.split("\\.")));
            parts.set(random.nextInt(3), Base64URL.encode(randomText(random)).toString());
            assertThat(verifier.verify(String.join(".", parts)))
                    .isInstanceOf(Verification.Rejected.class);
        }
    }

    private String viewerToken() {
        return issuer.issue(Principal.person("v", Role.VIEWER, Set.of()), HOUR);
    }

    private void assertRejected(String token, String reason) {
        assertThat(verifier.verify(token)).isEqualTo(new Verification.Rejected(reason));
    }

    private static String claim(String reason) {
        return "the token's claims are wrong: " + reason;
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("vigil")
                .subject("v")
                .claim("role", "viewer")
                .expirationTime(Date.from(START.plus(HOUR)));
    }

    private JWSHeader header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm).keyID(key.id()).build();
    }

    private String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header(JWSAlgorithm.EdDSA), claims.build());
        JWSSigner signer = new Ed25519Signer(key.privateKey());
        token.sign(signer);
        return token.serialize();
    }

    /** Flips a bit of what one part decodes to: unused bits of base64 don't count. */
    private static String flipBit(String token, Random random) {
        String[] parts = token.split("\\.");
        int part = random.nextInt(parts.length);
        byte[] bytes = new Base64URL(parts[part]).decode();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        parts[part] = Base64URL.encode(bytes).toString();
        return String.join(".", parts);
    }

    private static String randomText(Random random) {
        String alphabet = "{}[]\":,0129.eEaz\\ \u00e9\n-";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
