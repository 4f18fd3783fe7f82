package io.vigil.app;

import io.vigil.security.tls.DevelopmentCertificates;
import io.vigil.security.tls.TlsUnusable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "certs",
        description = "Make a development CA, and a certificate for each end of Vigil's links.",
        mixinStandardHelpOptions = true)
final class CertsCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            required = true,
            description = "The certificates' folder; made when missing.")
    Path folder;

    @Option(
            names = "--host",
            paramLabel = "NAME|IP",
            arity = "1..*",
            description = "What the servers are reached by beside localhost; may be given again.")
    List<String> hosts = List.of();

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "90",
            description = "How long the certificates are good (default: ${DEFAULT-VALUE}).")
    int days;

    @Option(
            names = "--renew",
            description = "New keys and certificates with the CA that is there, for the same hosts"
                    + " unless --host is given. Vigil takes them up by itself.")
    boolean renew;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            DevelopmentCertificates certificates = DevelopmentCertificates.in(folder);
            if (renew) {
                certificates.renew(hosts, days, Instant.now());
            } else {
                certificates.create(hosts, days, Instant.now());
            }
            out.println(
                    "vigil: certificates for " + String.join(", ", DevelopmentCertificates.NAMES)
                            + " in " + folder + ", good for " + days + " days");
            out.println("vigil: whoever connects trusts " + certificates.authority());
            out.println("vigil: WARNING: this CA is for development: its key lies in the folder,"
                    + " and whoever reads it can be any of them");
            return 0;
        } catch (TlsUnusable e) {
            spec.commandLine().getErr().println("vigil: " + e.getMessage());
            return Main.EXIT_USAGE;
        } finally {
            out.flush();
        }
    }
}
