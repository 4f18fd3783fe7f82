package io.vigil.security;

import com.nimbusds.jwt.JWTClaimsSet;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;

import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How a principal is written into a token's claims and read out of them, in one place. */
final class TokenClaims {

    static final String ISSUER = "vigil";

    private static final String ROLE = "role";
    private static final String WARDS = "wards";
    private static final String DEVICE = "device";
    private static final String GATEWAY = "gateway";

    /** A token that names more wards than this wants all of them: leave the claim out. */
    private static final int WARDS_MAX = 64;

    private TokenClaims() {}

    static JWTClaimsSet.Builder write(Principal principal) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(principal.subject())
                .claim(ROLE, principal.role().code());
        if (principal.wards().size() > WARDS_MAX) {
            throw new IllegalArgumentException("a token names at most " + WARDS_MAX + " wards");
        }
        if (!principal.wards().isEmpty()) {
            claims.claim(
                    WARDS,
                    principal.wards().stream().map(WardId::value).sorted().toList());
        }
        return switch (principal.devices()) {
            case DeviceScope.None _ -> claims;
            case DeviceScope.One one -> claims.claim(DEVICE, one.id().value());
            case DeviceScope.Gateway gateway -> claims.claim(GATEWAY, gateway.prefix());
        };
    }

    /**
     * @throws ParseException if a claim has the wrong JSON type
     * @throws IllegalArgumentException if a claim is missing or its value makes no sense
     */
    static Principal read(JWTClaimsSet claims) throws ParseException {
        String subject = required(claims.getSubject(), "sub");
        String code = required(claims.getStringClaim(ROLE), ROLE);
        Role role = Role.byCode(code)
                .orElseThrow(() -> new IllegalArgumentException("unknown role '" + code + "'"));
        return new Principal(subject, role, wards(claims), devices(claims));
    }

    /**
     * An empty list would mean 'all wards' further on, while whoever wrote it most likely meant
     * none: refused.
     */
    private static Set<WardId> wards(JWTClaimsSet claims) throws ParseException {
        if (claims.getClaim(WARDS) == null) {
            return Set.of();
        }
        List<String> names = claims.getStringListClaim(WARDS);
        if (names.isEmpty() || names.size() > WARDS_MAX) {
            throw new IllegalArgumentException("wards must name 1 to " + WARDS_MAX + " wards");
        }
        return names.stream().map(WardId::new).collect(Collectors.toUnmodifiableSet());
    }

    private static DeviceScope devices(JWTClaimsSet claims) throws ParseException {
        Optional<String> device = Optional.ofNullable(claims.getStringClaim(DEVICE));
        Optional<String> gateway = Optional.ofNullable(claims.getStringClaim(GATEWAY));
        if (device.isPresent() && gateway.isPresent()) {
            throw new IllegalArgumentException("a token names a device or a gateway, not both");
        }
        if (device.isPresent()) {
            return new DeviceScope.One(new DeviceId(device.get()));
        }
        return gateway.<DeviceScope>map(DeviceScope.Gateway::new).orElseGet(DeviceScope::none);
    }

    private static String required(@Nullable String value, String claim) {
        if (value == null) {
            throw new IllegalArgumentException("claim " + claim + " is missing");
        }
        return value;
    }
}
