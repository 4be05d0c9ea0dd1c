package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.access.CallerIndex.LiveSecret;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.testkit.fixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.access.CallerIndex#liveSecrets} specifies. */
public interface LiveSecretsContract {

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  private List<LiveSecret> secretsSince(Instant since) {
    var found = new ArrayList<LiveSecret>();
    index().callers().liveSecrets(since, found::add);
    return found;
  }

  private Operator keyOf(Tenant tenant, SecretHmac hmac) {
    var operator =
        new Operator(UUID.randomUUID(), Role.READER, Optional.of(tenant.organization().id()));
    index()
        .apiKeys()
        .add(Authority.ofVault("test"), operator, "key " + operator.keyId(), Duration.ZERO, hmac);
    return operator;
  }

  @Test
  default void theSecretsOfSystemsAndTheKeysOfOperatorsAreRead() {
    Tenant tenant = Tenant.register(index());
    SecretHmac key = Tenant.newHmac();
    keyOf(tenant, key);

    assertThat(secretsSince(Instant.EPOCH))
        .contains(
            new LiveSecret(tenant.caller().systemId().value(), tenant.hmac()),
            new LiveSecret("", key));
  }

  @Test
  default void whatIsAddedAfterAReadingIsFoundFromTheTimeThatItReturned() {
    Instant until = index().callers().liveSecrets(Instant.EPOCH, _ -> {});
    Tenant tenant = Tenant.register(index());

    assertThat(secretsSince(until))
        .contains(new LiveSecret(tenant.caller().systemId().value(), tenant.hmac()));
  }

  @Test
  default void aTimeAheadOfTheClockHidesNothing() {
    Tenant tenant = Tenant.register(index());

    assertThat(secretsSince(index().callers().now().plus(Duration.ofDays(700))))
        .contains(new LiveSecret(tenant.caller().systemId().value(), tenant.hmac()));
  }

  @Test
  default void whatWasRevokedIsNotRead() {
    Tenant tenant = Tenant.register(index());
    SecretHmac key = Tenant.newHmac();
    Operator operator = keyOf(tenant, key);

    index().apiKeys().revoke(Authority.ofVault("test"), operator.keyId());

    assertThat(secretsSince(Instant.EPOCH)).doesNotContain(new LiveSecret("", key));
  }
}
