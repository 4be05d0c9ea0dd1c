package dev.coffer.adapter.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coffer.adapter.http.access.TrustedProxies.Network;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      new TrustedProxies(
          List.of(
              Network.parse("10.0.0.0/8"),
              Network.parse("192.0.2.7"),
              Network.parse("fd00::/8"),
              Network.parse("172.16.0.0/12")));

  private static String client(TrustedProxies proxies, String peer, String... forwardedFor) {
    var headers = WritableHeaders.create();
    if (forwardedFor.length > 0) {
      headers.set(HeaderNames.create("X-Forwarded-For"), forwardedFor);
    }
    return proxies
        .client(new InetSocketAddress(InetAddress.ofLiteral(peer), 1), headers)
        .getHostAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The columns are peer, header, client.
        "198.51.100.1|203.0.113.9|198.51.100.1",
        "192.0.2.8|203.0.113.9|192.0.2.8",
        "192.0.2.7|203.0.113.9|203.0.113.9",
        "10.255.255.255|203.0.113.9|203.0.113.9",
        "11.0.0.0|203.0.113.9|11.0.0.0",
        "172.31.255.255|203.0.113.9|203.0.113.9",
        "172.32.0.0|203.0.113.9|172.32.0.0",
        "fd12::1|2001:db8::1|2001:db8:0:0:0:0:0:1",
        "fe80::1|203.0.113.9|fe80:0:0:0:0:0:0:1",
        "10.0.0.1|1.2.3.4, 203.0.113.9|203.0.113.9",
        "10.0.0.1|1.2.3.4,203.0.113.9 , 10.9.9.9|203.0.113.9",
        "10.0.0.1|10.1.1.1, 10.2.2.2|10.1.1.1",
        "10.0.0.1|1.2.3.4, nonsense, 10.2.2.2|10.2.2.2",
        "10.0.0.1|1.2.3.4, |10.0.0.1",
        "10.0.0.1|example.org|10.0.0.1",
        "10.0.0.1|203.0.113.9:4711|203.0.113.9",
        "10.0.0.1|[2001:db8::1]:443|2001:db8:0:0:0:0:0:1",
        "10.0.0.1|[2001:db8::1]|2001:db8:0:0:0:0:0:1",
        "10.0.0.1|1.2.3.4, 203.0.113.9:4711, 10.9.9.9:80|203.0.113.9",
        "10.0.0.1|::ffff:203.0.113.9|203.0.113.9",
        "10.0.0.1|[2001:db8::1|10.0.0.1",
        "10.0.0.1|203.0.113.9:|10.0.0.1",
        "10.0.0.1|unknown|10.0.0.1"
      })
  void onlyTheWordOfATrustedProxyCountsAndOnlyItsLastOne(
      String peer, String forwardedFor, String client) {
    assertThat(client(PROXIES, peer, forwardedFor)).isEqualTo(client);
  }

  @Test
  void severalHeadersAreOneList() {
    assertThat(client(PROXIES, "10.0.0.1", "1.2.3.4", "203.0.113.9")).isEqualTo("203.0.113.9");
  }

  @Test
  void withoutATrustedProxyOrItsHeaderTheClientIsThePeer() {
    assertThat(client(TrustedProxies.NONE, "10.0.0.1", "203.0.113.9")).isEqualTo("10.0.0.1");
    assertThat(client(PROXIES, "10.0.0.1")).isEqualTo("10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "10.0.0.1/8",
        "::1/64"
      })
  void whatIsNoNetworkIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for=203.0.113.9|203.0.113.9",
        "For=203.0.113.9;proto=https;by=10.0.0.1|203.0.113.9",
        "proto=https; for=\"203.0.113.9:4711\"|203.0.113.9",
        "for=\"[2001:db8:cafe::17]:4711\"|2001:db8:cafe:0:0:0:0:17",
        "for=\"[2001:db8::1]\"|2001:db8:0:0:0:0:0:1",
        "for=1.2.3.4, for=203.0.113.9 , for=10.2.2.2|203.0.113.9",
        "for=\"a,b;c\\\"d\", for=203.0.113.9|203.0.113.9",
        "for=unknown|10.0.0.1",
        "for=_hidden, for=10.2.2.2|10.2.2.2",
        "proto=https|10.0.0.1",
        "for=203.0.113.9, proto=https|10.0.0.1",
        "for=\"203.0.113.9|10.0.0.1",
        "nonsense|10.0.0.1",
        "for=203.0.113.9 nonsense|10.0.0.1"
      })
  void forwardedIsReadAsRfc7239Says(String forwarded, String client) {
    var headers = WritableHeaders.create();
    headers.set(HeaderNames.create("Forwarded"), forwarded);

    assertThat(
            PROXIES
                .client(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 1), headers)
                .getHostAddress())
        .isEqualTo(client);
  }

  @Test
  void besidesXForwardedForForwardedIsTheClientsOwnInvention() {
    var headers = WritableHeaders.create();
    headers.set(HeaderNames.create("Forwarded"), "for=1.2.3.4");
    headers.set(HeaderNames.create("X-Forwarded-For"), "203.0.113.9");
    var proxy = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 1);

    assertThat(PROXIES.client(proxy, headers).getHostAddress()).isEqualTo("203.0.113.9");
  }
}
