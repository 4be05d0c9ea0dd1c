package dev.coffer.application.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SigningKey;
import dev.coffer.application.deletion.ReportSignature.Verdict;
import dev.coffer.domain.access.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportSignatureTest {

  private static final SigningKey KEY = key("key one");

  private static SigningKey key(String manifestKey) {
    return SigningKey.current(
        new Keyring(Map.of("p1", new Secret("pepper")), Map.of("m1", new Secret(manifestKey))));
  }

  private static List<String> report(String... lines) {
    var signature = new ReportSignature();
    var report = new ArrayList<String>();
    for (String line : lines) {
      signature.add(line);
      report.add(line);
    }
    report.add(signature.lastLine(KEY));
    return report;
  }

  private static Verdict verify(List<String> report) {
    return ReportSignature.verify(
        report.iterator(), id -> id.equals("m1") ? Optional.of(KEY.publicKey()) : Optional.empty());
  }

  @Test
  void aReportAsItWasWrittenIsGood() {
    assertThat(verify(report("{}", "{\"id\":1}", "{\"id\":2}")))
        .isEqualTo(new ReportSignature.Good("m1", 2));
  }

  @Test
  void everyChangeIsNoticed() {
    List<String> report = report("{}", "{\"id\":1}", "{\"id\":2}");
    for (int i = 0; i < report.size() - 1; i++) {
      var changed = new ArrayList<>(report);
      changed.set(i, changed.get(i).replace('{', '['));
      var shorter = new ArrayList<>(report);
      shorter.remove(i);

      assertThat(verify(changed)).isEqualTo(new ReportSignature.Bad());
      assertThat(verify(shorter)).isEqualTo(new ReportSignature.Bad());
    }
    var joined = new ArrayList<>(List.of("{}{\"id\":1}"));
    joined.addAll(report.subList(2, report.size()));
    assertThat(verify(joined)).isEqualTo(new ReportSignature.Bad());
  }

  @Test
  void aSignatureOfAnotherKeyIsBad() {
    assertThat(
            ReportSignature.verify(
                report("{}").iterator(), _ -> Optional.of(key("key two").publicKey())))
        .isEqualTo(new ReportSignature.Bad());
  }

  @Test
  void anotherVaultsReportNamesAnUnknownKey() {
    assertThat(ReportSignature.verify(report("{}").iterator(), _ -> Optional.empty()))
        .isEqualTo(new ReportSignature.UnknownKey("m1"));
  }

  @Test
  void aReportThatWasCutOrIsSomethingElseIsNoReport() {
    List<String> report = report("{}", "{\"id\":1}");

    assertThat(verify(report.subList(0, 2))).isEqualTo(new ReportSignature.NoReport());
    assertThat(verify(List.of())).isEqualTo(new ReportSignature.NoReport());
    assertThat(verify(List.of("{}", "m1 ed25519 ===="))).isEqualTo(new ReportSignature.Bad());
  }

  @Test
  void anHmacOfAnEarlierBuildIsNamedAsSuch() {
    assertThat(verify(List.of("{}", "m1 " + "0a".repeat(32))))
        .isEqualTo(new ReportSignature.OlderForm());
  }
}
