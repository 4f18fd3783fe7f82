package io.vigil.app;

import io.vigil.core.DeviceId;
import io.vigil.core.Nullable;
import io.vigil.core.WardId;
import io.vigil.security.DeviceScope;
import io.vigil.security.Principal;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;
import io.vigil.security.TokenKeyUnusable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

@Command(
        name = "token",
        description = "Print a token signed with the key in the data folder, on the last line.",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = "device, viewer, clinician, lead, admin or auditor.")
    String role;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The server's data folder; the key is made when missing.")
    Path data;

    @Option(
            names = "--device",
            paramLabel = "ID",
            description = "The one device that the token is for (role device).")
    @Nullable
    String device;

    @Option(
            names = "--gateway",
            paramLabel = "PREFIX",
            description = "The start of the ids of a gateway's devices (role device).")
    @Nullable
    String gateway;

    @Option(
            names = "--ward",
            paramLabel = "WARD",
            description = "A ward that the token is good for; may be given again. None: all wards.")
    List<String> wards = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Who it is, as shown on what they acknowledge (default: the role).")
    @Nullable
    String name;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            defaultValue = "12h",
            description = "How long it is good for: 30m, 12h, 90d (default: ${DEFAULT-VALUE}).")
    String ttl;

    @Override
    public Integer call() {
        try {
            Principal principal = principal();
            Duration good = duration(ttl);
            TokenKey key = TokenKey.openOrCreate(data);
            String token = new TokenIssuer(key, InstantSource.system()).issue(principal, good);
            spec.commandLine().getOut().println(token);
            return 0;
        } catch (IllegalArgumentException | TokenKeyUnusable e) {
            spec.commandLine().getErr().println("vigil: " + e.getMessage());
            return Main.EXIT_USAGE;
        }
    }

    private Principal principal() {
        Role known = Role.byCode(role)
                .orElseThrow(() -> new IllegalArgumentException("there is no role '" + role + "'"));
        Set<WardId> good = new HashSet<>();
        wards.forEach(ward -> good.add(new WardId(ward)));
        return new Principal(subject(), known, good, scope());
    }

    private String subject() {
        if (name != null) {
            return name;
        }
        if (device != null) {
            return device;
        }
        return gateway == null ? role : gateway;
    }

    private DeviceScope scope() {
        if (device != null && gateway != null) {
            throw new IllegalArgumentException("a token is for --device or --gateway, not both");
        }
        if (device != null) {
            return new DeviceScope.One(new DeviceId(device));
        }
        return gateway == null ? DeviceScope.none() : new DeviceScope.Gateway(gateway);
    }

    /** A number and a unit; a bare number is seconds. */
    static Duration duration(String text) {
        if (!text.matches("[1-9][0-9]{0,8}[smhd]?")) {
            throw new IllegalArgumentException("'" + text + "' is no time like 30m, 12h or 90d");
        }
        char unit = text.charAt(text.length() - 1);
        long number = Long.parseLong(text.replaceAll("[smhd]$", ""));
        return switch (unit) {
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
