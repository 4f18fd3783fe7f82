package io.vigil.security.tls;

import io.vigil.core.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Each socket has the identity of its time, and its server must show a certificate for its name. */
final class RenewedSockets extends SSLSocketFactory {

    private final RenewedTls tls;

    RenewedSockets(RenewedTls tls) {
        this.tls = tls;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return RenewedTls.strong(now().getSupportedCipherSuites());
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return getDefaultCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return limited(now().createSocket());
    }

    @Override
    public Socket createSocket(Socket under, String host, int port, boolean close)
            throws IOException {
        return limited(now().createSocket(under, host, port, close));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return limited(now().createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, @Nullable InetAddress from, int fromPort)
            throws IOException {
        return limited(now().createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return limited(now().createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        return limited(now().createSocket(host, port, from, fromPort));
    }

    private SSLSocketFactory now() {
        return tls.context().getSocketFactory();
    }

    private static Socket limited(Socket made) {
        SSLSocket socket = (SSLSocket) made;
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(RenewedTls.protocols());
        parameters.setCipherSuites(RenewedTls.strong(socket.getSupportedCipherSuites()));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }
}
