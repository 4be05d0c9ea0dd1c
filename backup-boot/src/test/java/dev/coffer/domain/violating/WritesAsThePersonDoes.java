package dev.coffer.domain.violating;

import java.util.Locale;

public class WritesAsThePersonDoes {

  String number(long value) {
    return String.format(Locale.getDefault(), "%d", value);
  }
}
