package dev.coffer.adapter.cli;

import dev.coffer.application.UserError;
import dev.coffer.application.VaultUrl;
import dev.coffer.application.access.VaultKeys;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Units;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the arguments of the commands are understood; a wrong one is an error of usage. */
public final class Arguments {

  private static final Pattern ID =
      Pattern.compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(.*)");
  private static final int DATE_LENGTH = "2026-11-22".length();

  private Arguments() {}

  static void register(CommandLine commandLine) {
    commandLine
        .registerConverter(SystemId.class, refusing(SystemId::new))
        .registerConverter(ByteSize.class, refusing(Units::size))
        .registerConverter(Duration.class, refusing(Units::duration))
        .registerConverter(UUID.class, refusing(Arguments::id))
        .registerConverter(VaultUrl.class, refusing(VaultUrl::parse))
        .registerConverter(Role.class, refusing(text -> oneOf(Role.values(), text)))
        .registerConverter(SystemState.class, refusing(text -> oneOf(SystemState.values(), text)))
        .registerConverter(AuditAction.class, refusing(text -> oneOf(AuditAction.values(), text)))
        .registerConverter(BackupStatus.class, refusing(text -> oneOf(BackupStatus.values(), text)))
        .registerConverter(VaultKeys.Kind.class, refusing(Arguments::kindOfKey))
        .registerConverter(
            Scope.class, refusing(text -> Scope.valueOf(text.toUpperCase(Locale.ROOT))));
  }

  private static <E extends Enum<E>> E oneOf(E[] values, String text) {
    return Arrays.stream(values)
        .filter(value -> value.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "\"%s\" (expected: one of %s)".formatted(text, names(values))));
  }

  private static VaultKeys.Kind kindOfKey(String text) {
    return Arrays.stream(VaultKeys.Kind.values())
        .filter(kind -> kind.word().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "\"%s\" (expected: pepper or manifest-key)".formatted(text)));
  }

  private static List<String> names(Enum<?>... values) {
    return Arrays.stream(values).map(Fields::lower).toList();
  }

  /** Also in the form that appliances see, with an extension. */
  private static UUID id(String text) {
    Matcher parts = ID.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" (expected: a UUID, with or without the backup's extension)".formatted(text));
    }
    if (!parts.group(2).isEmpty()) {
      BackupExtension.ofSuffix(parts.group(2));
    }
    return UUID.fromString(parts.group(1));
  }

  /** A moment, or the beginning of a day. */
  public static final class Since implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
      return time(text, LocalTime.MIN);
    }
  }

  /** A moment, or the last second of a day. */
  public static final class Until implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
      return time(text, LocalTime.of(23, 59, 59));
    }
  }

  private static Instant time(String text, LocalTime ofDay) {
    try {
      return text.length() == DATE_LENGTH
          ? LocalDate.parse(text).atTime(ofDay).toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "\"%s\" (expected: 2026-11-22 or 2026-11-22T10:00:00Z)".formatted(text));
    }
  }

  /** For completion. */
  public static final class Roles extends ArrayList<String> {

    private static final long serialVersionUID = 1L;

    Roles() {
      super(names(Role.values()));
    }
  }

  /** For completion. */
  public static final class Statuses extends ArrayList<String> {

    private static final long serialVersionUID = 1L;

    Statuses() {
      super(names(BackupStatus.values()));
    }
  }

  /** A count of at least one. */
  public static final class Positive implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      try {
        int number = Integer.parseInt(text);
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Reported below.
      }
      throw new TypeConversionException("\"%s\" (expected: 1 or more)".formatted(text));
    }
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
  public static void checked(String value, Consumer<String> check) {
    try {
      check.accept(value);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }
}
