package dev.coffer.boot.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A round-robin TCP balancer in front of several instances, as simple as they come: each connection
 * goes to the next instance that accepts it. When one hangs up without a byte of answer, which is
 * what a connection gets that was still in the queue of a listener as that closed, what the client
 * has sent of its request goes to the next one. Thread-safe.
 */
public final class Balancer implements AutoCloseable {

  private final ServerSocket listener;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private volatile List<URI> instances;

  private Balancer(ServerSocket listener, List<URI> instances) {
    this.listener = listener;
    this.instances = instances;
  }

  public static Balancer over(URI... instances) throws IOException {
    var listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    var balancer = new Balancer(listener, List.of(instances));
    Thread.ofVirtual().name("balancer").start(balancer::accept);
    return balancer;
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** For connections from now on. */
  public void use(URI... changed) {
    instances = List.of(changed);
  }

  /** How many requests went to a second instance because the first one hung up unanswered. */
  public int repeated() {
    return repeated.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client;
        var request = new Request()) {
      client.setTcpNoDelay(true);
      request.connect();
      Thread.ofVirtual().start(() -> request.receive(client));
      request.answer(client);
    } catch (IOException e) {
      // The client sees the end of its connection, as it would without us.
    }
  }

  /** What one client sends, and the instance that has it. */
  private final class Request implements AutoCloseable {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private Socket instance = new Socket();
    private boolean answered;
    private boolean clientGone;

    /** To the next instance that accepts, with all that was sent so far. */
    synchronized void connect() throws IOException {
      List<URI> candidates = instances;
      int first = turn.getAndIncrement();
      IOException refused = new IOException("no instance");
      for (int i = 0; i < candidates.size(); i++) {
        URI next = candidates.get(Math.floorMod(first + i, candidates.size()));
        try {
          instance.close();
          instance = new Socket(next.getHost(), next.getPort());
          instance.setTcpNoDelay(true);
          instance.getOutputStream().write(sent.toByteArray());
          return;
        } catch (IOException e) {
          refused = e;
        }
      }
      throw refused;
    }

    void receive(Socket client) {
      byte[] buffer = new byte[16 * 1024];
      try {
        InputStream in = client.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          send(buffer, count);
        }
      } catch (IOException e) {
        // As when it has closed.
      }
      hangUp();
    }

    private synchronized void send(byte[] buffer, int count) {
      if (answered) {
        // A next request on a connection that is kept alive.
        answered = false;
        sent.reset();
      }
      sent.write(buffer, 0, count);
      try {
        instance.getOutputStream().write(buffer, 0, count);
      } catch (IOException e) {
        // Who reads the answer notices, and takes all of it to another instance.
      }
    }

    private synchronized void hangUp() {
      clientGone = true;
      close();
    }

    void answer(Socket client) throws IOException {
      byte[] buffer = new byte[16 * 1024];
      while (true) {
        int count = read(buffer);
        if (count > 0) {
          client.getOutputStream().write(buffer, 0, count);
        } else if (!startAgain()) {
          return;
        }
      }
    }

    private int read(byte[] buffer) {
      try {
        int count = current().getInputStream().read(buffer);
        if (count > 0) {
          noteAnswer();
        }
        return count;
      } catch (IOException e) {
        return -1;
      }
    }

    private synchronized Socket current() {
      return instance;
    }

    private synchronized void noteAnswer() {
      answered = true;
    }

    private synchronized boolean startAgain() throws IOException {
      if (clientGone || answered || sent.size() == 0) {
        return false;
      }
      repeated.incrementAndGet();
      connect();
      return true;
    }

    @Override
    public synchronized void close() {
      try {
        instance.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
