package dev.coffer.adapter.http.listen;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits connections to the number of file descriptors that the process may open. In Helidon 4.3.4,
 * an accept without a free descriptor ends the listener permanently, and with it the service, while
 * the process keeps running.
 */
public final class FileDescriptors {
  private static final Logger LOGGER = LoggerFactory.getLogger(FileDescriptors.class);

  /** Reserved for the index, the drives, running transfers, and the program itself. */
  private static final int OTHERS = 1024;

  private FileDescriptors() {}

  /**
   * Returns {@code connections}, or fewer so that enough descriptors are left for everything else.
   */
  public static int bounding(int connections) {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return connections;
    }
    int bounded = bounding(connections, unix.getMaxFileDescriptorCount());
    if (bounded < connections) {
      LOGGER.warn(
          "at most {} connections at once instead of {}, because this process may open only {} "
              + "files",
          bounded,
          connections,
          unix.getMaxFileDescriptorCount());
    }
    return bounded;
  }

  static int bounding(int connections, long descriptors) {
    long left = descriptors - Math.min(OTHERS, descriptors / 2);
    return Math.clamp(left, 1, connections);
  }
}
