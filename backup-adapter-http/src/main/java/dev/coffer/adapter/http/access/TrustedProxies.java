package dev.coffer.adapter.http.access;

import io.helidon.http.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The proxies that may report the address of a client.
 *
 * @param networks {@code X-Forwarded-For} and {@code Forwarded} are only believed if they come from
 *     one of these
 */
public record TrustedProxies(List<Network> networks) {

  /** No proxy is trusted: every client is the TCP peer of its connection. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /**
   * A range of addresses.
   *
   * @param prefix the number of leading bits of {@code address} that count; the others are zero
   */
  public record Network(InetAddress address, int prefix) {

    public Network {
      if (prefix < 0 || prefix > address.getAddress().length * Byte.SIZE) {
        throw new IllegalArgumentException(
            "prefix: %d (expected: 0 to %d)"
                .formatted(prefix, address.getAddress().length * Byte.SIZE));
      }
      for (int bit = prefix; bit < address.getAddress().length * Byte.SIZE; bit++) {
        if (bit(address.getAddress(), bit) != 0) {
          throw new IllegalArgumentException(
              "address: %s (expected: zero beyond its first %d bits)"
                  .formatted(address.getHostAddress(), prefix));
        }
      }
    }

    /**
     * Parses {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
     *
     * @throws IllegalArgumentException for anything else, host names included
     */
    public static Network parse(String text) {
      String[] parts = text.split("/", 2);
      InetAddress address = InetAddress.ofLiteral(parts[0]);
      int bits = address.getAddress().length * Byte.SIZE;
      return new Network(address, parts.length == 1 ? bits : Integer.parseInt(parts[1]));
    }

    boolean contains(InetAddress other) {
      byte[] mine = address.getAddress();
      byte[] theirs = other.getAddress();
      if (mine.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit++) {
        if (bit(mine, bit) != bit(theirs, bit)) {
          return false;
        }
      }
      return true;
    }

    private static int bit(byte[] bytes, int index) {
      return bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
    }

    @Override
    public String toString() {
      return address.getHostAddress() + "/" + prefix;
    }
  }

  /**
   * The client behind a connection.
   *
   * @param unreadable what a trusted proxy has written in place of an address; empty if it wrote an
   *     address, or nothing
   */
  public record Client(InetAddress address, Optional<String> unreadable) {}

  /**
   * Returns the address of the client behind a connection. This is the peer. If the peer is a
   * trusted proxy, it is the last address in {@code X-Forwarded-For}, or without that header in
   * {@code Forwarded}, that is not one: everything before that may be invented.
   */
  public InetAddress client(SocketAddress peer, Headers headers) {
    return find(peer, headers).address();
  }

  /** As {@link #client}, with the text that could not be read. */
  public Client find(SocketAddress peer, Headers headers) {
    InetAddress client = ((InetSocketAddress) peer).getAddress();
    if (networks.isEmpty() || !isTrusted(client)) {
      return new Client(client, Optional.empty());
    }
    for (String hop : ForwardedHops.of(headers).reversed()) {
      Optional<InetAddress> address = ForwardedHops.address(hop);
      if (address.isEmpty()) {
        return new Client(client, Optional.of(hop));
      }
      client = address.get();
      if (!isTrusted(client)) {
        break;
      }
    }
    return new Client(client, Optional.empty());
  }

  /** Whether an address is that of a trusted proxy. */
  public boolean isTrusted(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
