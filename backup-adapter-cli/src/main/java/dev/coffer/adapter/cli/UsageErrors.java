package dev.coffer.adapter.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reports a wrong command line in one line, as other errors are: what is wrong, and which command
 * prints the help.
 */
final class UsageErrors implements IParameterExceptionHandler {

  static final int WRONG_USAGE = 2;

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine line = error.getCommandLine();
    CommandSpec command = line.getCommandSpec();
    line.getErr()
        .println(
            "coffer: %s See \"%s --help\"."
                .formatted(sentence(command, error), command.qualifiedName()));
    return WRONG_USAGE;
  }

  private static String sentence(CommandSpec command, ParameterException error) {
    return switch (error) {
      case MissingParameterException missing when isAbsent(missing) ->
          missing(command, missing.getMissing());
      case MissingParameterException withoutValue -> withoutValue(withoutValue.getMissing());
      case MutuallyExclusiveArgsException several ->
          "use only one of %s."
              .formatted(message(several).replaceAll("^Error: | are mutually .*", ""));
      case UnmatchedArgumentException unmatched -> unmatched(command, unmatched);
      case ParameterException other when message(other).equals("Missing required subcommand") ->
          "a command is missing (expected: one of %s)."
              .formatted(String.join(", ", command.subcommands().keySet()));
      case ParameterException other -> general(other);
    };
  }

  /** Otherwise the option was given, and only its value is missing. */
  private static boolean isAbsent(MissingParameterException missing) {
    return !message(missing).contains(" parameter for ");
  }

  private static String missing(CommandSpec command, List<ArgSpec> missing) {
    boolean isChoice = missing.getFirst().group() != null;
    String names =
        missing.stream()
            .map(UsageErrors::withValue)
            .collect(Collectors.joining(isChoice ? " or " : " and "));
    return "%s %s missing, as in \"%s\"."
        .formatted(names, isChoice || missing.size() == 1 ? "is" : "are", shortest(command));
  }

  private static String withoutValue(List<ArgSpec> options) {
    ArgSpec option = options.getFirst();
    return "%s requires a value, as in \"%s\".".formatted(name(option), withValue(option));
  }

  /** The command with everything that it requires. */
  private static String shortest(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of(command.qualifiedName()));
    Stream.concat(command.positionalParameters().stream(), command.options().stream())
        .filter(argument -> argument.required() && argument.group() == null)
        .map(UsageErrors::withValue)
        .forEach(words::add);
    command.argGroups().stream()
        .filter(group -> group.multiplicity().min() > 0)
        .map(group -> withValue(group.allOptionsNested().getFirst()))
        .forEach(words::add);
    return String.join(" ", words);
  }

  private static String withValue(ArgSpec argument) {
    return argument.isOption() && argument.arity().max() > 0
        ? name(argument) + " " + argument.paramLabel()
        : name(argument);
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String unmatched(CommandSpec command, UnmatchedArgumentException error) {
    String noun = command.subcommands().isEmpty() ? "argument" : "command";
    List<String> similar = error.getSuggestions();
    return "unknown %s \"%s\".%s"
        .formatted(
            error.isUnknownOption() ? "option" : noun,
            error.getUnmatched().getFirst(),
            similar.isEmpty() ? "" : " Did you mean %s?".formatted(String.join(" or ", similar)));
  }

  /** The parser's own words, with a wrong value named as in other errors. */
  private static String general(ParameterException error) {
    String said = message(error).replaceFirst("^Error: ", "");
    ArgSpec argument = error.getArgSpec();
    return argument != null && said.startsWith("Invalid value for ")
        ? "%s: %s.".formatted(name(argument), said.replaceFirst("^.*?: ", ""))
        : said.substring(0, 1).toLowerCase(Locale.ROOT) + said.substring(1) + ".";
  }

  private static String message(ParameterException error) {
    return String.valueOf(error.getMessage());
  }
}
