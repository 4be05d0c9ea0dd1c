package dev.coffer.testkit.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.deletion.Erasures.EraseCommand;
import dev.coffer.application.deletion.Erasures.EraseResult;
import dev.coffer.application.deletion.Erasures.Erased;
import dev.coffer.application.deletion.Erasures.UnderWay;
import dev.coffer.application.deletion.Erasures.VersionsStay;
import dev.coffer.application.deletion.ReportSignature;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the use cases guarantee when a tenant is erased. */
public interface ErasureContract {

  Authority ERASER = Authority.atCommandLine("tester");

  /** The index under test; it may hold other tenants' rows. */
  IndexPorts index();

  /** The drive of {@link #store()}, which the index knows. */
  UUID driveId();

  BlobStore store();

  private static EraseResult erase(TestVault vault, Registered system, boolean versionsMayStay) {
    var command = new EraseCommand(new TenantRef.OfSystem(system.id()), true, versionsMayStay);
    return vault.useCases().erasures().erase(ERASER, command);
  }

  private static EraseResult erase(TestVault vault, Registered system) {
    return erase(vault, system, false);
  }

  private static Backup stored(TestVault vault, Registered system) {
    if (vault.upload(system, Payloads.ofLength(1000).bytes())
        instanceof ApplianceBackups.Stored(Backup backup)) {
      return backup;
    }
    throw new AssertionError("the upload was not stored");
  }

  private BlobKey key(Caller caller, Backup backup) {
    return new BlobKey(caller.organizationId() + "/" + caller.systemId() + "/" + backup.ref());
  }

  /** A store that reports that it may keep versions, as a versioned bucket does. */
  private BlobStore keepingVersions(BlobStore store) {
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("mayKeepVersions")) {
                return true;
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  default void anErasureEndsWhenTheDriveIsEmptyAndIsReportedWithASignature() {
    TestVault vault = TestVault.over(index(), driveId(), store());
    Registered system = vault.register();
    Caller caller = vault.recognise(system);
    Backup backup = stored(vault, system);

    EraseResult begun = erase(vault, system);
    Optional<?> whileUnderWay = store().stat(key(caller, backup));
    vault.useCases().run("purge-deleted");
    EraseResult ended = erase(vault, system);

    assertThat(begun).isInstanceOf(UnderWay.class);
    assertThat(whileUnderWay).isPresent();
    assertThat(store().stat(key(caller, backup))).isEmpty();
    Erasure erasure = ((Erased) ended).erasure();
    assertThat(erasure.backups()).isEqualTo(1);
    assertThat(erasure.size()).isEqualTo(new ByteSize(1000));
    List<String> lines = new ArrayList<>();
    vault.useCases().erasures().report(erasure, lines::add);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1))
        .contains(backup.id().toString(), backup.sha256().hex(), "\"size\":1000");
    var key = vault.useCases().erasures().signingKey();
    assertThat(ReportSignature.verify(lines.iterator(), _ -> Optional.of(key.publicKey())))
        .isEqualTo(new ReportSignature.Good("m1", 1));
  }

  @Test
  default void aBegunErasureContinuesAutomatically() {
    TestVault vault = TestVault.over(index(), driveId(), store());
    Registered system = vault.register();
    stored(vault, system);
    erase(vault, system);

    vault.useCases().run("purge-deleted");
    vault.useCases().run("erasures");

    assertThat(index().erasures().underWay())
        .extracting(Erasure::name)
        .doesNotContain(system.id().value());
    assertThat(index().systems().find(TestVault.AUTHORITY, system.id())).isEmpty();
  }

  @Test
  default void aDriveThatDoesNotConfirmKeepsAnErasureFromEnding() {
    TestVault vault = TestVault.over(index(), driveId(), store());
    Registered system = vault.register();
    stored(vault, system);
    BlobStore away =
        FailingBlobStore.throwing(
            store(), FailingBlobStore.Moment.BEFORE_EFFECT, 1, new StorageUnavailable("away"));
    TestVault withoutDrive = TestVault.over(index(), driveId(), away);
    erase(vault, system);

    withoutDrive.useCases().run("purge-deleted");

    assertThat(erase(vault, system)).isInstanceOf(UnderWay.class);
    assertThat(index().systems().find(TestVault.AUTHORITY, system.id())).isPresent();
  }

  @Test
  default void nothingIsErasedWithoutConfirmationWhereVersionsMayStay() {
    TestVault vault = TestVault.over(index(), driveId(), keepingVersions(store()));
    Registered system = vault.register();
    stored(vault, system);

    EraseResult refused = erase(vault, system);
    List<Backup> listed = vault.list(system);
    EraseResult accepted = erase(vault, system, true);

    assertThat(refused).isEqualTo(new VersionsStay(List.of("primary")));
    assertThat(listed).hasSize(1);
    assertThat(accepted).isInstanceOf(UnderWay.class);
  }

  @Test
  default void failedAttemptsAreErasedToo() {
    TestVault vault = TestVault.over(index(), driveId(), store());
    Registered system = vault.register();
    BlobStore losing =
        FailingBlobStore.throwing(
            store(), FailingBlobStore.Moment.AFTER_EFFECT, 1, new StorageUnavailable("lost"));
    TestVault failing = TestVault.over(index(), driveId(), losing);
    assertThatThrownBy(() -> failing.upload(system, Payloads.ofLength(500).bytes()))
        .isInstanceOf(StorageUnavailable.class);

    EraseResult begun = erase(vault, system);
    vault.useCases().run("purge-deleted");

    assertThat(begun)
        .isInstanceOfSatisfying(
            UnderWay.class, underWay -> assertThat(underWay.waiting()).isEqualTo(1));
    assertThat(erase(vault, system)).isInstanceOf(Erased.class);
  }
}
