package dev.coffer.boot.faults;

/** Where a process can be made to fail: right after a step of a protocol, seen from its drives. */
public enum Failpoint {
  INTENT_RECORDED(Work.UPLOAD),
  HALF_OF_THE_BYTES_SENT(Work.UPLOAD),
  BYTES_STORED(Work.UPLOAD),
  MANIFEST_STORED(Work.UPLOAD),
  COPY_CLAIMED(Work.COPY),
  COPY_STORED(Work.COPY),
  COPY_MANIFEST_STORED(Work.COPY),
  PURGE_CLAIMED(Work.PURGE),
  MANIFEST_REMOVED(Work.PURGE),
  BYTES_REMOVED(Work.PURGE);

  /** What the process is doing then. */
  enum Work {
    UPLOAD,
    COPY,
    PURGE
  }

  /** What happens there. */
  public enum Mode {
    /** The process ends, as if it had been killed. */
    HALT,
    /** The call waits, longer than its drive may take, until it is told to go on. */
    HANG,
    /** The call ends as if the drive did not answer. */
    THROW
  }

  private final Work work;

  Failpoint(Work work) {
    this.work = work;
  }

  Work work() {
    return work;
  }
}
