package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.Ticker;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.CredentialUses;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.LiveSecrets;
import dev.coffer.application.access.LiveSecretsService;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.access.RecogniseSystemService;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.FailingPort;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Which secrets an instance knows to work, and from when. */
class LiveSecretsTest {

  private final InMemoryIndex index = new InMemoryIndex(InstantSource.system());
  private final UUID drive =
      index.ports().drives().known("main", "memory", UUID.randomUUID()).drive().id();
  private final TestVault vault = instance();
  private final LiveSecrets secrets = vault.useCases().liveSecrets();

  /** One more over the same index, as after a restart. */
  private TestVault instance() {
    return TestVault.over(index.ports(), drive, InMemoryBlobStore.initialised(drive));
  }

  @Test
  void aSecretIsKnownAfterTheNextReadingAndOnlyWithItsOwnKey() {
    Registered system = vault.register();
    Registered other = vault.register();
    assertThat(secrets.find(system.credentials())).isEmpty();

    secrets.readNew();

    assertThat(secrets.find(system.credentials())).isPresent();
    Secret secret = system.credentials().secret();
    assertThat(secrets.find(new Credentials(other.id().value(), secret))).isEmpty();
    assertThat(secrets.find(new Credentials("INVENTED", secret))).isEmpty();
    assertThat(secrets.find(new Credentials(system.id().value(), new Secret("wrong")))).isEmpty();
    assertThat(secrets.find(Credentials.ofApiKey(secret))).isEmpty();
  }

  @Test
  void afterARestartAllAreKnownBeforeAnyLogin() {
    Registered system = vault.register();
    VaultUseCases restarted = instance().useCases();

    restarted.run(VaultUseCases.READ_SECRETS);

    assertThat(restarted.liveSecrets().find(system.credentials())).isPresent();
  }

  @Test
  void aSecretThatAnotherInstanceHasRotatedIsKnownFromTheNextReading() {
    Registered system = vault.register();
    var rotated = new ArrayList<Secret>();
    instance()
        .useCases()
        .systemCredentials()
        .rotate(TestVault.AUTHORITY, system.id(), Duration.ofDays(1), rotated::add);

    secrets.readNew();

    assertThat(secrets.find(new Credentials(system.id().value(), rotated.getFirst()))).isPresent();
    assertThat(secrets.find(system.credentials())).isPresent();
  }

  @Test
  void aRevokedSecretIsForgottenByACompleteReading() {
    Registered system = vault.register();
    secrets.readNew();
    SystemCredentials credentials = vault.useCases().systemCredentials();
    UUID first =
        credentials
            .list(TestVault.AUTHORITY, system.id())
            .orElseThrow()
            .getFirst()
            .credential()
            .id();
    credentials.revoke(TestVault.AUTHORITY, system.id(), first);

    vault.useCases().run(VaultUseCases.READ_SECRETS);

    assertThat(secrets.find(system.credentials())).isEmpty();
  }

  @Test
  void allWhoWaitForAReadingShareTheNextOne() throws InterruptedException {
    var readings = new AtomicInteger();
    var inFirst = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    CallerIndex slow =
        observed((_, _) -> {
          if (readings.incrementAndGet() == 1) {
            inFirst.countDown();
            await(mayEnd);
          }
        });
    var ticker = new CountingTicker();
    var service = new LiveSecretsService(slow, new Secrets(keyring()), ticker);
    Thread first = Thread.ofVirtual().start(service::readNew);
    inFirst.await();
    long before = ticker.asked.get();
    int waiting = 50;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < waiting; i++) {
      threads.add(Thread.ofVirtual().start(service::readNew));
    }
    // Each asks for the time once, when it is called.
    while (ticker.asked.get() < before + waiting) {
      Thread.onSpinWait();
    }

    mayEnd.countDown();
    first.join();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(readings).hasValue(2);
    assertThat(ticker.paused.get()).isBetween(200_000_000L, 250_000_000L);
  }

  @Test
  void aReadingThatFailsIsNoReading() {
    CallerIndex failing =
        FailingPort.of(
            CallerIndex.class,
            index.ports().callers(),
            "liveSecrets",
            FailingBlobStore.Moment.BEFORE_EFFECT,
            1,
            new StorageUnavailable("index"));
    var service = new LiveSecretsService(failing, new Secrets(keyring()), new CountingTicker());

    assertThatThrownBy(service::readNew).isInstanceOf(StorageUnavailable.class);
    service.readNew();

    assertThat(service.find(new Credentials("x", new Secret("y")))).isEmpty();
  }

  @Test
  void theIndexIsAskedForTheHashesThatTheFingerprintWasMadeOf() {
    Registered system = vault.register();
    var queried = new ArrayList<Object>();
    CallerIndex callers =
        observed((method, arguments) -> {
          if (method.equals("system")) {
            queried.add(arguments[1]);
          }
        });
    var hashing = new Secrets(TestVault.KEYRING);
    var live = new LiveSecretsService(callers, hashing, new CountingTicker());
    var recognition = new RecogniseSystemService(callers, hashing, new CredentialUses(callers));
    live.readNew();

    assertThat(live.find(system.credentials())).isPresent();
    assertThat(recognition.recognise(system.credentials(), Scope.LIST))
        .isInstanceOf(RecogniseSystem.Recognised.class);

    assertThat(queried)
        .singleElement()
        .as("the same object, so computed once")
        .isSameAs(hashing.candidates(system.credentials()));
  }

  /** The callers of the index, with something done before each call. */
  private CallerIndex observed(BiConsumer<String, Object[]> before) {
    Object proxy =
        Proxy.newProxyInstance(
            CallerIndex.class.getClassLoader(),
            new Class<?>[] {CallerIndex.class},
            (_, method, arguments) -> {
              before.accept(method.getName(), arguments);
              return method.invoke(index.ports().callers(), arguments);
            });
    return (CallerIndex) proxy;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** A nanosecond passes whenever somebody asks for the time. */
  private static final class CountingTicker implements Ticker {
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong paused = new AtomicLong();

    @Override
    public long nanos() {
      return asked.incrementAndGet() + paused.get();
    }

    @Override
    public void pause(Duration duration) {
      paused.addAndGet(duration.toNanos());
    }
  }

  private static Keyring keyring() {
    return new Keyring(Map.of("p1", new Secret("pepper")), Map.of("m1", new Secret("manifest")));
  }
}
