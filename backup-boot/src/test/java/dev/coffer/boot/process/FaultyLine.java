package dev.coffer.boot.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * A line to an HTTP server that goes wrong at the requests it is told to. It looks at the first
 * line of each request and at nothing else, so it needs a client that sends the next request only
 * when it has the answer to the last. Thread-safe.
 */
public final class FaultyLine implements AutoCloseable {

  /** What goes wrong. */
  public enum Fault {
    NONE,
    /** The server has answered; the client sees the connection closed. */
    ANSWER_IS_LOST,
    /** The server has answered; the client sees nothing, and the connection stays open. */
    ANSWER_HANGS,
    /** Some of the request arrives, then nothing; the connection stays open. */
    REQUEST_HANGS,
    /** Some of the request arrives, then both ends see a reset. */
    REQUEST_IS_CUT
  }

  /** How much of a request arrives before it hangs or is cut: its head and some of its body. */
  private static final int ARRIVES = 100_000;

  private static final int BUFFER = 64 * 1024;

  private final ServerSocket listener;
  private final URI server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Predicate<String> faulty = _ -> false;
  private volatile Fault fault = Fault.NONE;

  public FaultyLine(URI server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Requests with such a first line go wrong from now on. */
  public void fault(Predicate<String> requestLine, Fault fault) {
    this.fault = fault;
    faulty = requestLine;
  }

  /** Nothing goes wrong any more; what hangs is let go, as a restart of the network does. */
  public void heal() {
    faulty = _ -> false;
    sockets.forEach(FaultyLine::reset);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket store = connect(client);
        sockets.add(client);
        sockets.add(store);
        var exchange = new Exchange(client, store);
        Thread.ofVirtual().start(() -> exchange.carry(exchange::requests, store));
        Thread.ofVirtual().start(() -> exchange.carry(exchange::answers, client));
      } catch (IOException e) {
        // Closed, or the server is not there, which the client has found out.
      }
    }
  }

  private Socket connect(Socket client) throws IOException {
    try {
      return new Socket(server.getHost(), server.getPort());
    } catch (IOException e) {
      reset(client);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    listener.close();
    heal();
  }

  /** So that neither end takes half a message for a whole one. */
  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed, which was wanted.
    }
  }

  /** One connection of a client and the one to the server that belongs to it. */
  private final class Exchange {

    private final Socket client;
    private final Socket store;
    private volatile boolean answered = true;
    private volatile Fault current = Fault.NONE;
    private int arrived;

    Exchange(Socket client, Socket store) {
      this.client = client;
      this.store = store;
    }

    private interface Carrier {
      /** Whether it ended in good order. */
      boolean run() throws IOException;
    }

    /** One direction: what one end has lost the other one loses too. */
    void carry(Carrier direction, Socket receiver) {
      if (!endsInGoodOrder(direction, receiver)) {
        reset(client);
        reset(store);
      }
    }

    private static boolean endsInGoodOrder(Carrier direction, Socket receiver) {
      try {
        if (!direction.run()) {
          return false;
        }
        receiver.shutdownOutput();
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    boolean requests() throws IOException {
      byte[] buffer = new byte[BUFFER];
      InputStream in = client.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (answered) {
          answered = false;
          arrived = 0;
          current = faulty.test(firstLine(buffer, read)) ? fault : Fault.NONE;
        }
        arrived += read;
        if (arrived > ARRIVES && current == Fault.REQUEST_IS_CUT) {
          return false;
        }
        if (arrived > ARRIVES && current == Fault.REQUEST_HANGS) {
          hang();
        }
        store.getOutputStream().write(buffer, 0, read);
      }
      return true;
    }

    boolean answers() throws IOException {
      byte[] buffer = new byte[BUFFER];
      InputStream in = store.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        boolean interim = firstLine(buffer, read).startsWith("HTTP/1.1 100");
        if (!interim && current == Fault.ANSWER_IS_LOST) {
          return false;
        }
        if (!interim && current == Fault.ANSWER_HANGS) {
          hang();
        }
        // Before the client can have it: its next request may come at once.
        answered = !interim;
        client.getOutputStream().write(buffer, 0, read);
      }
      return true;
    }

    /** Until the line is closed: a healed one has closed the sockets. */
    private void hang() {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String firstLine(byte[] bytes, int length) {
    String text = new String(bytes, 0, Math.min(length, 2048), StandardCharsets.ISO_8859_1);
    return text.lines().findFirst().orElse("");
  }
}
