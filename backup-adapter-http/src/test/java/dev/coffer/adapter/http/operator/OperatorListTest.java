package dev.coffer.adapter.http.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.catalog.FleetPlace;
import dev.coffer.domain.tenancy.SystemId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorListTest {
  private static final String BACKUP =
      "{\"Id\":\"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8\",\"Status\":\"failed\",\"Label\":\"my-database-backup\","
          + "\"DumpPath\":null,\"CreatedAt\":\"2025-07-02T10:00:00Z\",\"UpdatedAt\":\"2025-07-02T10:05:00Z\","
          + "\"DriveFiles\":[{\"Id\":\"d1f1e1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1c\","
          + "\"BackupId\":\"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8\",\"Provider\":\"s3\","
          + "\"Label\":\"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz\","
          + "\"Path\":\"o/NETH-1/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz\",\"Status\":\"finished\","
          + "\"CreatedAt\":\"2025-07-02T10:01:00Z\",\"UpdatedAt\":\"2025-07-02T10:05:00Z\"},"
          + "{\"Id\":\"d1f1e1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1c\","
          + "\"BackupId\":\"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8\",\"Provider\":\"local\","
          + "\"Label\":\"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz\",\"Path\":null,\"Status\":\"failed\","
          + "\"CreatedAt\":\"2025-07-02T10:01:00Z\",\"UpdatedAt\":\"2025-07-02T10:05:00Z\"}]}";

  private final TestOperators operators = new TestOperators();
  private final List<Fleet.Query> queries = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    operators.close();
  }

  /**
   * Answers each query with at most as many of these backups as it allows, and the next query with
   * those that follow.
   */
  private void holds(List<FleetBackup> backups) {
    operators.list =
        (_, query) -> {
          queries.add(query);
          int from =
              query
                  .after()
                  .map(
                      place -> backups.stream().map(FleetBackup::place).toList().indexOf(place) + 1)
                  .orElse(0);
          int to = Math.min(from + query.max(), backups.size());
          Optional<FleetPlace> next =
              to < backups.size() ? Optional.of(backups.get(to - 1).place()) : Optional.empty();
          return new Fleet.Page(backups.subList(from, to), next);
        };
  }

  private Fleet.Query asked(String parameters) throws IOException {
    holds(List.of());
    assertThat(operators.request("GET /api/backups?" + parameters).status()).isEqualTo(200);
    return queries.getLast();
  }

  @Test
  void aBackupIsWrittenByteForByteAsTheContractSays() throws IOException {
    assertThat(all("/api/backups")).isEqualTo("{\"Results\":[" + BACKUP + "]}");
    assertThat(operators.request("GET /api/backups?limit=1").header("Content-Type"))
        .isEqualTo("application/json");
  }

  /** Returns a complete reply, joined from its chunks. */
  private String all(String path) throws IOException {
    try (RawClient client = operators.connect()) {
      client.send("GET " + path + " HTTP/1.1", "Host: a", "X-Api-Key: reader", "Connection: close");
      Reply head = client.head();
      assertThat(head.status()).isEqualTo(200);
      String rest = client.rest();
      if (head.header("Transfer-Encoding").isEmpty()) {
        return rest;
      }
      assertThat(rest).endsWith("\r\n0\r\n\r\n");
      return together(rest);
    }
  }

  private static String together(String chunks) {
    var whole = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int line = chunks.indexOf("\r\n", at);
      int length = Integer.parseInt(chunks.substring(at, line), 16);
      whole.append(chunks, line + 2, line + 2 + length);
      at = line + 2 + length + 2;
    }
    return whole.toString();
  }

  @Test
  void aFleetWithoutBackupsIsAnEmptyArray() throws IOException {
    holds(List.of());

    assertThat(all("/api/backups")).isEqualTo("{\"Results\":[]}");
    assertThat(all("/api/backups/")).isEqualTo("{\"Results\":[]}");
    assertThat(operators.request("GET /api/backups?limit=5").body()).isEqualTo("{\"Results\":[]}");
  }

  @Test
  void withoutALimitEveryBackupIsListedPageAfterPage() throws IOException {
    List<FleetBackup> backups = TestOperators.backups(1203);
    holds(backups);

    String body = all("/api/backups");

    List<String> ids =
        Pattern.compile("\\{\"Id\":\"([^\"]+)\",\"Status\"")
            .matcher(body)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(ids)
        .containsExactlyElementsOf(
            backups.stream().map(backup -> backup.ref().id().toString()).toList());
    assertThat(body).startsWith("{\"Results\":[{").endsWith("}]}").doesNotContain("},,{");
    assertThat(queries).hasSize(3).allSatisfy(query -> assertThat(query.max()).isEqualTo(500));
  }

  @Test
  void anIndexThatFailsAtOnceIsA503() throws IOException {
    operators.list =
        (_, _) -> {
          throw new StorageUnavailable("down");
        };

    Reply reply = operators.request("GET /api/backups");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(reply.body()).isEqualTo("{\"Error\":\"Service Unavailable\"}");
  }

  @Test
  void anIndexThatFailsLaterBreaksTheConnectionAndNeverEndsTheListCleanly() throws IOException {
    holds(TestOperators.backups(1203));
    BiFunction<Authority, Fleet.Query, Fleet.Page> answers = operators.list;
    var calls = new AtomicInteger();
    operators.list =
        (operator, query) -> {
          if (calls.incrementAndGet() == 3) {
            throw new StorageUnavailable("down");
          }
          return answers.apply(operator, query);
        };

    try (RawClient client = operators.connect()) {
      client.send("GET /api/backups HTTP/1.1", "Host: a", "X-Api-Key: reader");
      assertThat(client.head().status()).isEqualTo(200);
      String rest = client.rest();

      assertThat(rest).contains("my-database-backup").doesNotContain("]}]}");
      assertThat(rest).doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void headSendsNeitherABodyNorAWrongLength() throws IOException {
    holds(TestOperators.backups(3));
    try (RawClient client = operators.connect()) {
      client.send("HEAD /api/backups HTTP/1.1", "Host: a", "X-Api-Key: reader");
      Reply head = client.head();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEmpty();
      client.send("HEAD /api/backups?limit=2 HTTP/1.1", "Host: a", "X-Api-Key: reader");
      Reply page = client.head();
      assertThat(page.status()).isEqualTo(200);
      assertThat(Integer.parseInt(page.header("Content-Length"))).isGreaterThan(500);
      client.send("GET /health HTTP/1.1", "Host: a");
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestInHttp10IsToldHowToConfigureAProxy() throws IOException {
    try (RawClient client = operators.connect()) {
      client.send("GET /api/backups HTTP/1.0", "Host: a");

      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body())
          .isEqualTo(
              "{\"Error\":\"only HTTP/1.1 is supported (in nginx: proxy_http_version 1.1;)\"}");
    }
  }

  @Test
  void linksLeadFromPageToPageToTheEnd() throws IOException {
    holds(TestOperators.backups(5));
    Reply first = operators.request("GET /api/backups?order=desc&limit=2&label=a%20b");
    Reply second = operators.request("GET /api/backups" + target(first));
    Reply third = operators.request("GET /api/backups" + target(second));

    assertThat(target(first)).startsWith("?limit=2&label=a%20b&order=desc&cursor=");
    assertThat(first.body()).contains("000000000005", "000000000004").doesNotContain("0000003\"");
    assertThat(third.body()).contains("000000000001").doesNotContain("000000000002\"");
    assertThat(third.header("Link")).isEmpty();
    assertThat(queries).allSatisfy(query -> assertThat(query.filter().label()).contains("a b"));
  }

  private static String target(Reply reply) {
    return reply.header("Link").replaceAll("^<(.*)>; rel=\"next\"$", "$1");
  }

  @Test
  void aPageHasATagThatChangesWithIt() throws IOException {
    Reply first = operators.request("GET /api/backups?limit=2");
    Reply same =
        operators.request("GET /api/backups?limit=2", "If-None-Match: " + first.header("ETag"));
    holds(TestOperators.backups(1));
    Reply other =
        operators.request("GET /api/backups?limit=2", "If-None-Match: " + first.header("ETag"));

    assertThat(same.status()).isEqualTo(304);
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.header("ETag")).isNotEqualTo(first.header("ETag"));
  }

  @Test
  void eachParameterIsHandedOn() throws IOException {
    assertThat(asked("status=failed").filter().status()).contains(BackupStatus.FAILED);
    assertThat(asked("system=NETH-1").filter().systemId()).contains(new SystemId("NETH-1"));
    assertThat(asked("organization=a+b").filter().organization()).contains("a b");
    assertThat(asked("provider=s3").filter().provider()).contains("s3");
    assertThat(asked("since=2026-04-12T02:15:00Z").filter().since())
        .contains(Instant.parse("2026-04-12T02:15:00Z"));
    assertThat(asked("until=2026-04-12T04:15:00%2B02:00").filter().until())
        .contains(Instant.parse("2026-04-12T02:15:00Z"));
    assertThat(asked("order=asc").order()).isEqualTo(FleetOrder.OLDEST_FIRST);
    assertThat(asked("limit=1000").max()).isEqualTo(1000);
  }

  @Test
  void includeAddsFieldsAtTheEndOfTheirObject() throws IOException {
    String body =
        operators
            .request("GET /api/backups?limit=1&Include=VerifiedAt,Size,LastError,Sha256")
            .body();

    assertThat(body)
        .contains("\"LastError\":null,\"VerifiedAt\":\"2025-07-02T10:04:59Z\"}")
        .contains("\"LastError\":\"full \\\"up\\\"\",\"VerifiedAt\":null}]")
        .endsWith("],\"Size\":82944000,\"Sha256\":\"" + TestOperators.HEX + "\"}]}");
  }

  @Test
  void everyWrongValueIsNamedInOneReply() throws IOException {
    Reply reply =
        operators.request(
            "GET /api/backups?limit=0&status=done&since=yesterday&order=up&cursor=x&Include=Color");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .startsWith(
            "{\"Error\":\"Bad Request\",\"Details\":[{\"Field\":\"limit\",\"Message\":\"expected: 1"
                + " to 1000\"},")
        .contains(
            "{\"Field\":\"status\",\"Message\":\"expected: pending, finished or failed\"}",
            "\"Field\":\"since\"",
            "\"Field\":\"order\"",
            "\"Field\":\"cursor\"",
            "\"Field\":\"Include\"");
    assertThat(operators.request("GET /api/backups?limit=1&limit=2").status()).isEqualTo(400);
  }

  @Test
  void oneBackupIsTheSameObject() throws IOException {
    Reply reply = operators.request("GET /api/backups/" + TestOperators.ID);
    Reply with = operators.request("GET /api/backups/" + TestOperators.ID + "/?Include=Number");

    assertThat(reply.body()).isEqualTo(BACKUP);
    assertThat(with.body()).endsWith("],\"Number\":7}");
  }
}
