package io.rdrop.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that refuses everything and remembers what it was asked for: what would have left this machine. */
final class TrapProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();

    TrapProxy() throws IOException {
        Thread thread = new Thread(this::listen, "trap-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** The first lines of all requests. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void listen() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                String line = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                        .readLine();
                asked.add(String.valueOf(line));
                socket.getOutputStream()
                        .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // closed: by the test, or by a browser that gave up
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
