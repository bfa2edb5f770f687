package io.rdrop.tools.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * Binds listeners to free loopback ports before the broker is configured with them, and hands them over when it opens
 * them: nobody can take a port in between. Sockets that nobody opened are closed with this object.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {
    static final String HOST = "127.0.0.1";

    private final Map<Integer, ServerSocketChannel> bound = new HashMap<>();

    /** Binds a port, or any free one for 0, and returns its {@code host:port}. */
    synchronized String bind(int wanted) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(loopback(), wanted));
            channel.configureBlocking(false);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        int port = channel.socket().getLocalPort();
        bound.put(port, channel);
        return HOST + ":" + port;
    }

    /** The address of what {@link #bind} returned. */
    static InetSocketAddress address(String hostAndPort) throws UnknownHostException {
        return new InetSocketAddress(loopback(), Integer.parseInt(hostAndPort.substring(HOST.length() + 1)));
    }

    @Override
    public synchronized ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress address, int listenBacklogSize, int recvBufferSize)
            throws IOException {
        ServerSocketChannel channel = bound.remove(address.getPort());
        if (channel == null) {
            throw new IOException("listener " + listenerName + " asks for " + address + ", which was not bound for it");
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        for (ServerSocketChannel channel : bound.values()) {
            channel.close();
        }
        bound.clear();
    }

    /** The JDK's own loopback address is ::1 where IPv6 is preferred. */
    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1});
    }
}
