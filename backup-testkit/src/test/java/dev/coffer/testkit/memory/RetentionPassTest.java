package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Durations;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.application.retention.RetentionIndex.Halt;
import dev.coffer.application.retention.RetentionService;
import dev.coffer.application.upload.UploadLedger.Begun;
import dev.coffer.application.upload.UploadRefusal.NoRoom;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.domain.tenancy.TenantRef.OfSystem;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What retention removes as time passes, and when it waits for an operator instead. */
class RetentionPassTest {

  private static final Duration YEARS = Duration.ofDays(730);
  private static final Authority OPERATOR = Authority.atCommandLine("tester");

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  private final ManualTicker ticker = new ManualTicker();
  private final IndexPorts index = new InMemoryIndex(() -> now).ports();
  private final VaultUseCases vault = vault(ticker);

  private VaultUseCases vault(ManualTicker ticker) {
    UUID id = UUID.randomUUID();
    var drive =
        new Drives.Mounted(new Drive(id, "main", "memory"), InMemoryBlobStore.initialised(id));
    return TestVault.useCases(index, new Drives(List.of(drive)), ticker);
  }

  /** Every start of a vault does this. */
  @BeforeEach
  void watchTheClock() {
    vault.run(VaultUseCases.WATCH_CLOCK);
  }

  /** Advances the index's clock and the machine's, then runs a pass. */
  private void pass(Duration time) {
    now = now.plus(time);
    ticker.advance(time);
    vault.run(VaultUseCases.WATCH_CLOCK);
    vault.run("retention");
  }

  private void hours(int hours) {
    for (int i = 0; i < hours; i++) {
      pass(Duration.ofHours(1));
    }
  }

  private List<BackupId> listed(Tenant tenant) {
    return index
        .backups()
        .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
        .orElseThrow()
        .backups()
        .stream()
        .map(Backup::id)
        .toList();
  }

  private static RetentionPolicy newestOf(int count) {
    return new RetentionPolicy(
        count, ByteSize.ZERO, Duration.ZERO, RetentionSlots.NONE, Duration.ZERO, 1);
  }

  private void assign(Tenant tenant, RetentionPolicy policy) {
    assertThat(index.retention().assign(OPERATOR, new OfSystem(tenant.caller().systemId()), policy))
        .isTrue();
  }

  @Test
  void fortyUploadsInARowPushNothingOutNorDoesADayOfThem() {
    Tenant tenant = Tenant.register(index, ByteSize.ZERO, new ByteSize(10_000));
    BackupId first = tenant.store(10).id();
    for (int i = 0; i < 39; i++) {
      tenant.store(10);
    }
    hours(1);
    assertThat(listed(tenant)).hasSize(40).contains(first);

    int refused = 0;
    for (int hour = 0; hour < 24; hour++) {
      for (int i = 0; i < 60; i++) {
        switch (index.uploads().begin(tenant.intent(10), UploadAllowance.UNLIMITED)) {
          case Begun(var attempt) ->
              index.uploads().commit(attempt, Tenant.newDigests(), Tenant.FIRST_SCRUB);
          case NoRoom() -> refused++;
          default -> throw new AssertionError("neither taken nor full");
        }
      }
      hours(1);
    }

    assertThat(listed(tenant)).contains(first);
    assertThat(refused).isPositive();
  }

  @Test
  void backupsBeyondThePolicyAreRemovedAndTheRestIsKept() {
    Tenant tenant = Tenant.register(index);
    assign(tenant, newestOf(2));
    for (int i = 0; i < 3; i++) {
      tenant.store(10);
      hours(1);
    }

    assertThat(listed(tenant)).hasSize(2);
  }

  @Test
  void anUnchangedSystemIsJudgedOnceAnHour() {
    Tenant tenant = Tenant.register(index);
    var aged =
        new RetentionPolicy(
            0, ByteSize.ZERO, Duration.ofDays(1), RetentionSlots.NONE, Duration.ZERO, 1);
    assign(tenant, aged);
    tenant.store(10);
    hours(12);
    tenant.store(10);
    hours(11);
    assertThat(listed(tenant)).hasSize(2);

    // The first backup is older than a day now, and the newest UTC day is that of the second one.
    hours(2);

    assertThat(listed(tenant)).hasSize(1);
  }

  @Test
  void aClockThatJumpsRemovesNothingUntilAnOperatorHasLooked() {
    Tenant tenant = Tenant.register(index);
    var aged =
        new RetentionPolicy(
            0, ByteSize.ZERO, Duration.ofDays(30), RetentionSlots.NONE, Duration.ZERO, 1);
    assign(tenant, aged);
    tenant.store(10);
    hours(24);
    tenant.store(10);
    hours(1);

    now = now.plus(YEARS);
    hours(3);
    assertThat(listed(tenant)).hasSize(2);
    assertThat(index.retention().halts(OPERATOR).vault())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("730 days 0 h 0 min ahead of the time"));
    now = now.minus(YEARS);
    hours(3);
    assertThat(listed(tenant)).hasSize(2);
    assertThat(index.retention().halts(OPERATOR).vault()).isPresent();

    index.retention().accept(OPERATOR);
    hours(1);
    assertThat(index.retention().halts(OPERATOR).vault()).isEmpty();
    assertThat(listed(tenant)).hasSize(2);
    hours(30 * 24);
    assertThat(listed(tenant)).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackHaltsToo() {
    Tenant.register(index);
    hours(1);
    now = now.minus(YEARS);

    hours(1);

    assertThat(index.retention().halts(OPERATOR).vault()).isPresent();
  }

  /** Starts a vault on a machine whose clock is ahead by this time. */
  private void restart(VaultUseCases next, Duration stop) {
    now = now.plus(stop);
    next.run(VaultUseCases.WATCH_CLOCK);
    next.run("retention");
  }

  @Test
  void aMachineThatStartsAfterTheClockWasMovedNoticesItByTheReference() {
    Tenant.register(index);
    hours(1);

    restart(vault(new ManualTicker("another start")), YEARS);

    assertThat(index.retention().halts(OPERATOR).vault())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("the vault was stopped for 730 days 0 h 0 min"));
  }

  @Test
  void aProcessThatStartsOnTheSameMachineKnowsHowLongItWasStopped() {
    Tenant.register(index);
    hours(1);

    ticker.advance(Duration.ofDays(10));
    restart(vault(ticker), Duration.ofDays(10));
    assertThat(index.retention().halts(OPERATOR).vault()).isEmpty();
    restart(vault(ticker), Duration.ofHours(1));

    assertThat(index.retention().halts(OPERATOR).vault())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("1 h 0 min ahead of the time that has passed"));
  }

  @Test
  void afterAWeekendWithoutAVaultRemovalsResumeAutomaticallyAfterAQuarterOfAnHour() {
    Tenant tenant = Tenant.register(index);
    var aged =
        new RetentionPolicy(
            0, ByteSize.ZERO, Duration.ofDays(1), RetentionSlots.NONE, Duration.ZERO, 1);
    assign(tenant, aged);
    tenant.store(10);
    tenant.store(10);
    hours(1);
    var restarted = new ManualTicker("another start");
    VaultUseCases next = vault(restarted);

    restart(next, Duration.ofHours(62));
    assertThat(listed(tenant)).hasSize(2);
    restarted.advance(Duration.ofMinutes(16));
    restart(next, Duration.ofMinutes(16));

    assertThat(index.retention().halts(OPERATOR).vault()).isEmpty();
    assertThat(listed(tenant)).hasSize(1);
  }

  @Test
  void aPolicyThatWouldEmptyTheVaultWaitsForAnOperator() {
    List<Tenant> tenants = Stream.generate(() -> Tenant.register(index)).limit(30).toList();
    for (int i = 0; i < 4; i++) {
      tenants.forEach(tenant -> tenant.store(10));
      hours(1);
    }
    tenants.forEach(tenant -> assign(tenant, newestOf(2)));

    hours(3);
    assertThat(halted()).hasSize(30);
    assertThat(reasons())
        .allSatisfy(reason ->
            assertThat(reason)
                .isEqualTo(
                    "2 backups would be deleted, and unusually many of other organizations with"
                        + " them"));
    assertThat(tenants).allSatisfy(tenant -> assertThat(listed(tenant)).hasSize(4));

    index.retention().accept(OPERATOR);
    hours(1);
    assertThat(tenants).allSatisfy(tenant -> assertThat(listed(tenant)).hasSize(2));
  }

  private List<Halt> halted() {
    return index.retention().halts(OPERATOR).organizations();
  }

  private List<String> reasons() {
    return halted().stream().map(Halt::reason).toList();
  }

  /** Systems with four backups each, all but one of which expire. */
  private void expireMany(Organization owner, int systems) {
    for (int i = 0; i < systems; i++) {
      Tenant tenant = Tenant.of(index, owner);
      for (int j = 0; j < 4; j++) {
        tenant.store(10);
      }
      assign(tenant, newestOf(1));
    }
  }

  @Test
  void aPolicyThatWouldEmptyAnOrganizationWaitsForAnOperatorOfItAndHaltsNobodyElse() {
    Tenant hostile = Tenant.register(index);
    Tenant honest = Tenant.register(index);
    expireMany(hostile.organization(), 20);
    for (int i = 0; i < 5; i++) {
      honest.store(10);
    }
    assign(honest, newestOf(2));

    hours(1);
    assertThat(halted())
        .extracting(Halt::organizationId)
        .containsExactly(hostile.organization().id());
    assertThat(reasons())
        .containsExactly("60 of 80 backups would be deleted (expected: at most 50, or a tenth)");
    assertThat(listed(honest)).hasSize(2);
    honest.store(10);
    hours(1);
    assertThat(listed(honest)).hasSize(2);

    var admin = new Authority(OPERATOR.actor(), Optional.of(hostile.organization().id()));
    index.retention().accept(admin);
    hours(1);
    assertThat(halted()).isEmpty();
    assertThat(index.retention().available(hostile.organization().id())).isEqualTo(20);
  }

  @Test
  void anAcceptedOrganizationIsTheOnlyOneThatIsNotChecked() {
    Tenant accepted = Tenant.register(index);
    Tenant other = Tenant.register(index);
    for (Tenant tenant : List.of(accepted, other)) {
      for (int i = 0; i < 6; i++) {
        tenant.store(10);
      }
      assign(tenant, newestOf(1));
    }
    hours(1);
    assertThat(halted()).hasSize(2);

    index.retention().accept(OPERATOR, new TenantRef.OfOrganization(accepted.organization().id()));
    hours(2);

    assertThat(listed(accepted)).hasSize(1);
    assertThat(listed(other)).hasSize(6);
    assertThat(halted())
        .extracting(Halt::organizationId)
        .containsExactly(other.organization().id());
  }

  @Test
  void oneOrganizationThatRemovesMuchDoesNotHaltThoseThatRemoveLittle() {
    Tenant busy = Tenant.register(index);
    Tenant quiet = Tenant.register(index);
    expireMany(busy.organization(), 16);
    for (int i = 0; i < 5; i++) {
      quiet.store(10);
    }
    assign(quiet, newestOf(2));

    hours(1);

    assertThat(halted()).isEmpty();
    assertThat(listed(quiet)).hasSize(2);
    assertThat(index.retention().available(busy.organization().id())).isEqualTo(16);
  }

  @Test
  void manyOfTheNewestOfOneSystemWaitForAnOperator() {
    Tenant tenant = Tenant.register(index);
    for (int i = 0; i < 6; i++) {
      tenant.store(10);
    }
    assign(tenant, newestOf(2));

    hours(1);
    assertThat(reasons()).singleElement().asString().contains("4 of the newest 10 backups of ");
    assertThat(listed(tenant)).hasSize(6);
  }

  /** The index, with an action before each call of one method. */
  private RetentionIndex before(String method, Runnable action) {
    return (RetentionIndex)
        Proxy.newProxyInstance(
            RetentionIndex.class.getClassLoader(),
            new Class<?>[] {RetentionIndex.class},
            (_, called, arguments) -> {
              if (called.getName().equals(method)) {
                action.run();
              }
              try {
                return called.invoke(index.retention(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void passOver(RetentionIndex retention) {
    new RetentionService(retention, RetentionPolicy.DEFAULT, Durations.DEFAULT.retention()).run();
  }

  /** The index, with an action before its removals: the call before that stores the verdicts. */
  private RetentionIndex beforeRemoval(Runnable action) {
    var calls = new AtomicInteger();
    return before(
        "apply",
        () -> {
          if (calls.incrementAndGet() == 2) {
            action.run();
          }
        });
  }

  @Test
  void aSystemIsLoadedAndJudgedOnceInAPass() {
    Tenant tenant = Tenant.register(index);
    assign(tenant, newestOf(2));
    for (int i = 0; i < 5; i++) {
      tenant.store(10);
    }
    var loads = new AtomicInteger();

    passOver(before("retained", loads::incrementAndGet));

    assertThat(listed(tenant)).hasSize(2);
    assertThat(loads).hasValue(1);
  }

  @Test
  void aSystemThatChangesBeforeItsRemovalIsJudgedAgain() {
    Tenant tenant = Tenant.register(index);
    assign(tenant, newestOf(2));
    for (int i = 0; i < 3; i++) {
      tenant.store(10);
    }
    List<BackupId> stored = new ArrayList<>();

    passOver(beforeRemoval(() -> stored.add(tenant.store(10).id())));

    assertThat(listed(tenant)).hasSize(2).contains(stored.getFirst());
  }

  @Test
  void aPolicyThatChangesBeforeTheRemovalIsCheckedLikeAnyOther() {
    Tenant tenant = Tenant.register(index);
    assign(tenant, newestOf(8));
    for (int i = 0; i < 9; i++) {
      tenant.store(10);
    }

    passOver(beforeRemoval(() -> assign(tenant, newestOf(1))));
    assertThat(listed(tenant)).hasSize(9);

    hours(1);
    assertThat(reasons()).singleElement().asString().contains("8 of the newest 10 backups");
    assertThat(listed(tenant)).hasSize(9);
  }
}
