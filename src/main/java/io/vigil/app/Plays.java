package io.vigil.app;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.ops.replay.LinkListener;
import io.vigil.ops.replay.Recording;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What the commands that play recordings share. */
final class Plays {

    /** Every built-in recording's device has an id that begins with this. */
    static final String BUILTIN_PREFIX = "demo-";

    static final Duration TOKEN_TTL = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(Plays.class);

    private Plays() {}

    static String person(TokenIssuer issuer, Role role) {
        return issuer.issue(Principal.person("demo-" + role.code(), role, Set.of()), TOKEN_TTL);
    }

    static String devices(TokenIssuer issuer, String prefix) {
        return issuer.issue(Principal.gateway("replay", prefix), TOKEN_TTL);
    }

    /** The longest start that all the recordings' ids share; a token for it covers them all. */
    static String commonPrefix(List<Recording> recordings) {
        String prefix = recordings.getFirst().id().value();
        for (Recording recording : recordings) {
            while (!recording.id().value().startsWith(prefix)) {
                prefix = prefix.substring(0, prefix.length() - 1);
            }
        }
        return prefix;
    }

    /** Says in the log what goes wrong on the link; ids only, no names. */
    static LinkListener listener() {
        return new LinkListener() {
            @Override
            public void disconnected(String reason) {
                LOG.warn("replay: the connection is gone ({}), trying again", reason);
            }

            @Override
            public void ended(String reason) {
                LOG.info("replay: ended ({})", reason);
            }

            @Override
            public void held(DeviceId device, String reason) {
                LOG.info("replay: {} holds ({})", device, reason);
            }

            @Override
            public void error(@Nullable DeviceId device, String reason) {
                LOG.warn("replay: {}: {}", device, reason);
            }
        };
    }
}
