package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.security.Role;
import io.vigil.security.TokenIssuer;
import io.vigil.security.TokenKey;
import io.vigil.security.TokenKeyUnusable;
import io.vigil.security.tls.TlsFiles;
import io.vigil.security.tls.TlsUnusable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;

/** A running server, and how to be let in as a lead and as devices: options of its clients. */
final class ServerOptions {

    /** What the server lets its caller do. */
    record Tokens(String lead, String device) {}

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://localhost:8080",
            description = "The server (default: ${DEFAULT-VALUE}).")
    URI url;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The server's data folder: makes the tokens from its key.")
    @Nullable
    Path data;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "A lead's token, where the data folder isn't at hand.")
    @Nullable
    String token;

    @Option(
            names = "--device-token",
            paramLabel = "TOKEN",
            description = "A token for the devices, likewise.")
    @Nullable
    String deviceToken;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust servers with a certificate of these authorities (PEM) alone.")
    void trust(Path ca) {
        try {
            Trust.byDefault(TlsFiles.trusting(ca));
        } catch (TlsUnusable e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * @param prefix what the ids of all devices begin with
     * @throws IllegalArgumentException if the options don't say how to be let in
     */
    Tokens tokens(String prefix) {
        if (token != null && deviceToken != null) {
            return new Tokens(token, deviceToken);
        }
        if (data == null) {
            throw new IllegalArgumentException(
                    "name the server's --data folder, or give --token and --device-token");
        }
        return of(data, prefix);
    }

    /** @throws TokenKeyUnusable if the folder has no key of a server, or it can't be read */
    static Tokens of(Path data, String prefix) {
        TokenIssuer issuer = new TokenIssuer(TokenKey.open(data), InstantSource.system());
        return new Tokens(Plays.person(issuer, Role.LEAD), Plays.devices(issuer, prefix));
    }
}
