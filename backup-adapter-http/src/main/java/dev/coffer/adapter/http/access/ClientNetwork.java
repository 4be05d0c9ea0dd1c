package dev.coffer.adapter.http.access;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What counts as one client: an IPv4 address, or a /64 network of IPv6, because a client with one
 * IPv6 address usually has all of its network.
 *
 * @param prefix the bytes that count, in hexadecimal
 */
public record ClientNetwork(String prefix) {
  private static final int IPV6_BYTES = 16;
  private static final int IPV6_NETWORK_BYTES = 8;

  public static ClientNetwork of(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] counted = bytes.length == IPV6_BYTES ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes;
    return new ClientNetwork(HexFormat.of().formatHex(counted));
  }
}
