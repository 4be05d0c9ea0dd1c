package dev.coffer.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.IndexPorts;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link dev.coffer.application.drives.DriveRegistry} specifies of labels. */
public interface DriveRegistryContract {

  /** The index under test; it may hold other drives. */
  IndexPorts index();

  @Test
  default void aDriveKeepsTheIdItWasFirstKnownBy() {
    String label = "drive-" + UUID.randomUUID();
    var first = index().drives().known(label, "local", UUID.randomUUID());
    index().drives().markInitialised(first.drive().id());

    var second = index().drives().known(label, "local", UUID.randomUUID());

    assertThat(first.initialised()).isFalse();
    assertThat(second.drive()).isEqualTo(first.drive());
    assertThat(second.initialised()).isTrue();
  }

  @Test
  default void aLabelCannotMoveToAnotherProvider() {
    String label = "drive-" + UUID.randomUUID();
    index().drives().known(label, "local", UUID.randomUUID());

    assertThatThrownBy(() -> index().drives().known(label, "s3", UUID.randomUUID()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("local");
  }
}
