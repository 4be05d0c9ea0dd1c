package dev.coffer.boot.check;

/** What holds after every fault. The numbers are those of docs/reliability.md. */
public enum Invariant {
  I1("what was acknowledged is stored, or was deleted by somebody who may"),
  I2("what is listed as intact has a copy with its SHA-256"),
  I3("nothing incomplete lies under a final name"),
  I4("nothing is left of interrupted uploads"),
  I5("used and reserved bytes are those of the rows, and within the quota"),
  I6("each system keeps the backups that retention must leave"),
  I7("what was deleted does not come back"),
  I8("one backup for each write token and each idempotency key"),
  I9("nothing of a system belongs to, or is shown to, another one"),
  I10("a revoked secret stores nothing more"),
  I11("each finished copy has the bytes, size and token of its backup"),
  I12("the manifests on the drives and the rows of the index agree"),
  I13("no secret is in logs, metrics or the database"),
  I14("nothing is acknowledged while the index or the drive is unavailable"),
  I15("memory, threads, files and connections return to where they were"),
  I16("errors are in the documented form, with the class of who is to blame");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }
}
