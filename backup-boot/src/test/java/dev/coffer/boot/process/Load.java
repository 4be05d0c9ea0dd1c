package dev.coffer.boot.process;

import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Appliances that go on without a pause and never try anything again: each upload is followed by a
 * listing, which must show all that was acknowledged, and by a download. Remembers what was
 * acknowledged and every reply that was no success. Thread-safe.
 */
public final class Load {

  private static final int LENGTH = 100_000;

  private final Map<String, Map<String, Payload>> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger uploads = new AtomicInteger();
  private final Queue<String> unavailable = new ConcurrentLinkedQueue<>();
  private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ending;

  /** One more appliance, until the {@link #end}. */
  public void add(Appliance appliance) {
    Map<String, Payload> stored = new ConcurrentHashMap<>();
    acknowledged.put(appliance.key(), stored);
    threads.add(
        Thread.startVirtualThread(() -> {
          while (!ending) {
            upload(appliance, stored);
            list(appliance, stored);
            stored.entrySet().stream()
                .findAny()
                .ifPresent(one -> download(appliance, one.getKey(), one.getValue()));
          }
        }));
  }

  private void upload(Appliance appliance, Map<String, Payload> stored) {
    Payload payload = Payloads.ofLength(LENGTH);
    attempt(() -> {
      HttpResponse<String> reply = appliance.upload(payload.bytes());
      if (succeeded(reply, 201, reply.body())) {
        stored.put(Appliance.idOf(reply), payload);
        uploads.incrementAndGet();
      }
    });
  }

  private void list(Appliance appliance, Map<String, Payload> stored) {
    List<String> expected = List.copyOf(stored.keySet());
    attempt(() -> {
      HttpResponse<String> reply = appliance.list();
      if (succeeded(reply, 200, reply.body())
          && !Appliance.idsIn(reply.body()).containsAll(expected)) {
        unexpected.add("a listing without one of " + expected + ": " + reply.body());
      }
    });
  }

  private void download(Appliance appliance, String id, Payload payload) {
    attempt(() -> {
      HttpResponse<InputStream> reply = appliance.download(id);
      try (InputStream body = reply.body()) {
        if (succeeded(reply, 200, id) && !Payloads.sha256Of(body).equals(payload.sha256())) {
          unexpected.add("other bytes of " + id);
        }
      }
    });
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (IOException | UncheckedIOException e) {
      unexpected.add("no reply: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ending = true;
    }
  }

  private boolean succeeded(HttpResponse<?> reply, int status, String about) {
    if (reply.statusCode() == status) {
      return true;
    }
    String text =
        "%s %s: %d %s"
            .formatted(reply.request().method(), reply.uri().getPath(), reply.statusCode(), about);
    boolean asDocumented =
        reply.statusCode() == 503 && reply.headers().firstValue("Retry-After").isPresent();
    (asDocumented ? unavailable : unexpected).add(text);
    return false;
  }

  /** Until so many uploads more were acknowledged. */
  public void awaitMore(int count) throws Exception {
    int enough = uploads.get() + count;
    Eventually.eventually(count + " uploads more", () -> uploads.get() >= enough);
  }

  /** Until so many requests more were answered 503. */
  public void awaitUnavailable(int count) throws Exception {
    int enough = unavailable.size() + count;
    Eventually.eventually(count + " refusals more", () -> unavailable.size() >= enough);
  }

  public int uploads() {
    return uploads.get();
  }

  /** By the id of the backup. */
  public Map<String, Payload> acknowledged(Appliance appliance) {
    return Map.copyOf(acknowledged.get(appliance.key()));
  }

  /** Requests answered 503 with a time to come again. */
  public Collection<String> unavailable() {
    return List.copyOf(unavailable);
  }

  /** Everything else that is no success: other replies, wrong contents, connections cut. */
  public Collection<String> unexpected() {
    return List.copyOf(unexpected);
  }

  /** Lets each appliance finish what it is about. */
  public void end() throws InterruptedException {
    ending = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
