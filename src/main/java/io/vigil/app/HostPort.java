package io.vigil.app;

/** An address to listen on, as the command line writes it: {@code HOST:PORT}. */
public record HostPort(String host, int port) {

    private static final int PORT_MAX = 65_535;

    public HostPort {
        if (host.isBlank()) {
            throw new IllegalArgumentException("no host before the colon");
        }
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port is 0 to " + PORT_MAX + ", not " + port);
        }
    }

    /** Reads {@code HOST:PORT}; an IPv6 host stands in brackets. */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new HostPort(host, portOf(text, text.substring(colon + 1)));
    }

    private static int portOf(String text, String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT", e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
