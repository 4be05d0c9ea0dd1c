package dev.coffer.boot;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Scope;
import dev.coffer.domain.SystemId;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the arguments of the commands are understood; a wrong one is an error of usage. */
final class Arguments {

  private Arguments() {}

  static void register(CommandLine commandLine) {
    commandLine
        .registerConverter(SystemId.class, refusing(SystemId::new))
        .registerConverter(ByteSize.class, refusing(Units::size))
        .registerConverter(Duration.class, refusing(Units::duration))
        .registerConverter(
            Scope.class, refusing(text -> Scope.valueOf(text.toUpperCase(Locale.ROOT))));
  }

  private static <T> ITypeConverter<T> refusing(ITypeConverter<T> parse) {
    return text -> {
      try {
        return parse.convert(text);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }

  /** For values that have a rule but no type of their own. */
  static void checked(String value, Consumer<String> check) {
    try {
      check.accept(value);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }
}
