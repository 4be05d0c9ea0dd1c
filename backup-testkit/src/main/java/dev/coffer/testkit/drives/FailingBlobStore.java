package dev.coffer.testkit.drives;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.WriteToken;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * A store whose n-th call fails, either before it does anything, or after it has done everything,
 * so that only the reply is lost. The calls of all methods are counted together, from 1. Run a use
 * case with every n until {@link #calls()} stays below n. Thread-safe if the wrapped store is.
 */
public final class FailingBlobStore implements BlobStore {

  /** When the call fails. */
  public enum Moment {
    BEFORE_EFFECT,
    AFTER_EFFECT
  }

  private final BlobStore store;
  private final Moment moment;
  private final IntPredicate fails;
  private final Runnable fault;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param fault what happens in that call: it throws, waits or stops the process; if it returns,
   *     the call continues
   */
  public FailingBlobStore(BlobStore store, Moment moment, int failingCall, Runnable fault) {
    this(store, moment, call -> call == failingCall, fault);
  }

  private FailingBlobStore(BlobStore store, Moment moment, IntPredicate fails, Runnable fault) {
    this.store = store;
    this.moment = moment;
    this.fails = fails;
    this.fault = fault;
  }

  /** A store that does not answer while {@code down} returns true. */
  public static FailingBlobStore downWhile(BlobStore store, BooleanSupplier down) {
    return new FailingBlobStore(
        store,
        Moment.BEFORE_EFFECT,
        _ -> down.getAsBoolean(),
        () -> {
          throw new StorageUnavailable("injected: down");
        });
  }

  /** A store whose n-th call throws {@code failure}. */
  public static FailingBlobStore throwing(
      BlobStore store, Moment moment, int failingCall, StorageException failure) {
    return new FailingBlobStore(
        store,
        moment,
        failingCall,
        () -> {
          throw failure;
        });
  }

  /** The number of calls so far, including the failed one. */
  public int calls() {
    return calls.get();
  }

  /** Does not contact the drive, so it does not count as a call. */
  @Override
  public Optional<URI> address(BlobKey key, Filename name, Duration lifetime) {
    return store.address(key, name, lifetime);
  }

  @Override
  public void initialise(UUID driveId) {
    run(() -> store.initialise(driveId));
  }

  @Override
  public void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) {
    run(() -> store.put(key, token, size, body));
  }

  @Override
  public Optional<StoredBlob> stat(BlobKey key) {
    return call(() -> store.stat(key));
  }

  @Override
  public Optional<InputStream> open(BlobKey key, long offset, long length) {
    return call(() -> store.open(key, offset, length));
  }

  @Override
  public void remove(BlobKey key, WriteToken token) {
    run(() -> store.remove(key, token));
  }

  @Override
  public void discardUnfinished(BlobKey key, WriteToken token) {
    run(() -> store.discardUnfinished(key, token));
  }

  @Override
  public boolean mayKeepVersions() {
    return store.mayKeepVersions();
  }

  private void run(Runnable effect) {
    boolean failing = fails.test(calls.incrementAndGet());
    if (failing && moment == Moment.BEFORE_EFFECT) {
      fault.run();
    }
    effect.run();
    if (failing && moment == Moment.AFTER_EFFECT) {
      fault.run();
    }
  }

  private <T> T call(Supplier<T> effect) {
    boolean failing = fails.test(calls.incrementAndGet());
    if (failing && moment == Moment.BEFORE_EFFECT) {
      fault.run();
    }
    T answer = effect.get();
    if (failing && moment == Moment.AFTER_EFFECT) {
      fault.run();
    }
    return answer;
  }
}
