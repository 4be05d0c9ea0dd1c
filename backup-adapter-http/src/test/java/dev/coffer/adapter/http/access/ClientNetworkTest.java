package dev.coffer.adapter.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

final class ClientNetworkTest {

  @Test
  void anIpv4AddressIsOneClient() {
    assertThat(of("192.0.2.1")).isEqualTo(of("192.0.2.1")).isNotEqualTo(of("192.0.2.2"));
  }

  @Test
  void aNetworkOf64BitsIsOneClientOfIpv6() {
    assertThat(of("2001:db8::1"))
        .isEqualTo(of("2001:db8::ffff:0:0:9"))
        .isNotEqualTo(of("2001:db8:0:1::1"));
  }

  private static ClientNetwork of(String address) {
    return ClientNetwork.of(InetAddress.ofLiteral(address));
  }
}
