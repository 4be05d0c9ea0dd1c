package dev.coffer.adapter.http.listen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileDescriptorsTest {

  @ParameterizedTest
  @CsvSource({
    "4096, 1048576, 4096",
    "4096, 5120, 4096",
    "4096, 4096, 3072",
    "4096, 1024, 512",
    "64, 1024, 64",
    "4096, 1, 1",
  })
  void connectionsLeaveFilesToTheRest(int wanted, long descriptors, int allowed) {
    assertThat(FileDescriptors.bounding(wanted, descriptors)).isEqualTo(allowed);
  }
}
