package dev.coffer.adapter.http.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  private static final long TERABYTE = 1L << 40;

  @Test
  void aPartBeyondTwoGigabytesIsCountedInLongs() {
    assertThat(range("bytes=1099511627000-"))
        .isEqualTo(new ByteRange.Part(1099511627000L, 776, TERABYTE));
  }

  @Test
  void twoRangeHeadersAreSeveralRanges() {
    var headers = WritableHeaders.create();
    headers.add(HeaderNames.RANGE, "bytes=0-1");
    headers.add(HeaderNames.RANGE, "bytes=2-3");

    assertThat(ByteRange.of(headers, 10, "\"a\"")).isEqualTo(new ByteRange.Whole());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-999999999999999999",
        "bytes=0-9223372036854775807",
        "bytes=0-9223372036854775808",
        "bytes=0-99999999999999999999",
        "bytes=-99999999999999999999"
      })
  void theEndOfARangeMayBeAnyNumber(String range) {
    assertThat(range(range)).isEqualTo(new ByteRange.Part(0, TERABYTE, TERABYTE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=9223372036854775807-",
        "bytes=9223372036854775808-",
        "bytes=99999999999999999999-"
      })
  void aRangeThatBeginsBeyondTheEndIsUnsatisfiableHoweverLargeItsNumber(String range) {
    assertThat(range(range)).isEqualTo(new ByteRange.Unsatisfiable(TERABYTE));
  }

  private static ByteRange range(String value) {
    var headers = WritableHeaders.create();
    headers.set(HeaderNames.RANGE, value);
    return ByteRange.of(headers, TERABYTE, "\"a\"");
  }
}
