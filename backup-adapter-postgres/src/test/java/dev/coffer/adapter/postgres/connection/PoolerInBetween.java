package dev.coffer.adapter.postgres.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.domain.access.Secret;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A pooler between the vault and its server that behaves like PgBouncer. It refuses the startup
 * parameter {@code options}. It lends sessions of the server either for as long as the client is
 * connected, or for one transaction. It does not support COPY.
 */
final class PoolerInBetween implements AutoCloseable {

  /** How long a client keeps a session of the server. */
  enum Mode {
    SESSION,
    TRANSACTION
  }

  private static final int SSL_REQUEST = 80_877_103;
  private static final int AUTHENTICATION_OK = 0;
  private static final int SASL_FINAL = 12;

  private final TestPostgres.Database database;
  private final Mode mode;
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** Sessions that no client is using, the last used first. */
  private final Deque<Side> free = new ConcurrentLinkedDeque<>();

  PoolerInBetween(TestPostgres.Database database, Mode mode) throws IOException {
    this.database = database;
    this.mode = mode;
    this.listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  /** The configuration of an index behind this pooler. */
  PostgresConfig config() {
    URI server = server();
    String address = "//127.0.0.1:" + listening.getLocalPort();
    return new PostgresConfig(
        "jdbc:postgresql:" + address + server.getPath(),
        database.user(),
        new Secret(database.password()),
        2);
  }

  private URI server() {
    return URI.create(database.jdbcUrl().replaceFirst("^jdbc:", ""));
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Side client = new Side(tracked(listening.accept()));
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private Socket tracked(Socket socket) throws IOException {
    // A message would wait for the acknowledgement of the one before, 40 ms each.
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  /** A message: its type, and its body, which begins with its length. */
  private record Message(int type, ByteBuffer body) {

    int number() {
      return body.getInt(Integer.BYTES);
    }
  }

  /** One end of a connection. */
  private record Side(DataInputStream in, DataOutputStream out) {

    Side(Socket socket) throws IOException {
      this(
          new DataInputStream(new BufferedInputStream(socket.getInputStream())),
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream())));
    }

    byte[] body() throws IOException {
      int length = in.readInt();
      byte[] body = new byte[length];
      ByteBuffer.wrap(body).putInt(length);
      in.readFully(body, Integer.BYTES, length - Integer.BYTES);
      return body;
    }

    Message read() throws IOException {
      int type = in.readUnsignedByte();
      return new Message(type, ByteBuffer.wrap(body()));
    }

    void write(Message message) throws IOException {
      out.writeByte(message.type());
      out.write(message.body().array());
      out.flush();
    }
  }

  private void serve(Side client) {
    try {
      byte[] startup = startup(client);
      if (new String(startup, ISO_8859_1).contains("\0options\0")) {
        client.write(refusal("unsupported startup parameter: options"));
        return;
      }
      Side server = new Side(tracked(new Socket(server().getHost(), server().getPort())));
      server.out().write(startup);
      server.out().flush();
      logIn(client, server);
      if (mode == Mode.TRANSACTION) {
        free.push(server);
      }
      relay(client, server);
    } catch (IOException e) {
      // One side has closed the connection.
    }
  }

  private static byte[] startup(Side client) throws IOException {
    byte[] body = client.body();
    if (ByteBuffer.wrap(body, Integer.BYTES, Integer.BYTES).getInt() == SSL_REQUEST) {
      client.out().writeByte('N');
      client.out().flush();
      return client.body();
    }
    return body;
  }

  private static Message refusal(String reason) {
    byte[] fields = ("SFATAL\0C08P01\0M" + reason + "\0\0").getBytes(ISO_8859_1);
    return new Message(
        'E',
        ByteBuffer.allocate(Integer.BYTES + fields.length)
            .putInt(Integer.BYTES + fields.length)
            .put(fields));
  }

  private static void logIn(Side client, Side server) throws IOException {
    while (true) {
      Message message = server.read();
      client.write(message);
      if (message.type() == 'Z') {
        return;
      }
      if (message.type() == 'R'
          && message.number() != AUTHENTICATION_OK
          && message.number() != SASL_FINAL) {
        server.write(client.read());
      }
    }
  }

  private void relay(Side client, Side own) throws IOException {
    boolean isLent = false;
    Side server = own;
    while (true) {
      Message asked = client.read();
      if (mode == Mode.TRANSACTION && !isLent) {
        server = free.pop();
        isLent = true;
      }
      server.write(asked);
      if (asked.type() == 'S' || asked.type() == 'Q') {
        Message answer = server.read();
        while (answer.type() != 'Z') {
          client.write(answer);
          answer = server.read();
        }
        boolean isIdle = answer.body().get(Integer.BYTES) == 'I';
        if (mode == Mode.TRANSACTION && isIdle) {
          free.push(server);
          isLent = false;
        }
        client.write(answer);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
