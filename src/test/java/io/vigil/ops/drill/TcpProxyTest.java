package io.vigil.ops.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class TcpProxyTest {

    private static final int QUIET_MS = 200;
    private static final int SOON_SECONDS = 10;

    private final BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    private ServerSocket echo;
    private TcpProxy proxy;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        ServerSocket listening = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.3"));
        address = (InetSocketAddress) listening.getLocalSocketAddress();
        proxy = TcpProxy.start(listening, (InetSocketAddress) echo.getLocalSocketAddress());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread.ofVirtual().start(() -> answer(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            for (int read = client.getInputStream().read();
                    read >= 0;
                    read = client.getInputStream().read()) {
                arrived.add(read);
                client.getOutputStream().write(read);
            }
        } catch (IOException e) {
            arrived.add(-1);
        }
    }

    @Test
    void holdsOneClientAndPassesAnother() throws Exception {
        try (Socket held = client("127.0.0.1");
                Socket free = client("127.0.0.2")) {
            InetAddress its = InetAddress.getByName("127.0.0.1");
            proxy.hold(its::equals);
            held.getOutputStream().write(1);
            free.getOutputStream().write(2);

            assertThat(free.getInputStream().read()).isEqualTo(2);
            assertThatThrownBy(() -> held.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);

            held.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SOON_SECONDS));
            proxy.pass();

            assertThat(held.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void passesWhatIsAskedAndSwallowsTheAnswer() throws Exception {
        try (Socket client = client("127.0.0.1")) {
            proxy.swallowAnswers();
            client.getOutputStream().write(7);

            assertThat(arrived.poll(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo(7);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void cutsEveryConnectionAndTakesNewOnes() throws Exception {
        try (Socket client = client("127.0.0.1")) {
            client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SOON_SECONDS));
            client.getOutputStream().write(7);
            assertThat(client.getInputStream().read()).isEqualTo(7);
            proxy.cut();

            assertThat(isOver(client)).isTrue();
        }
        try (Socket again = client("127.0.0.1")) {
            again.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SOON_SECONDS));
            again.getOutputStream().write(8);

            assertThat(again.getInputStream().read()).isEqualTo(8);
        }
    }

    private static boolean isOver(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private Socket client(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(address);
        socket.setSoTimeout(QUIET_MS);
        return socket;
    }
}
