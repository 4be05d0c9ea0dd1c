package dev.coffer.adapter.postgres;

import dev.coffer.adapter.postgres.connection.Replan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The plans that a server may choose for a statement. */
enum Plans {
  /** For the first calls, and for every call of a statement with {@link Replan}. */
  FOR_THESE_VALUES("force_custom_plan"),
  /** A connection may switch to this plan after it has run the statement some ten times. */
  FOR_ANY_VALUES("force_generic_plan");

  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z_]+)\\b");

  private final String mode;

  Plans(String mode) {
    this.mode = mode;
  }

  /**
   * The lines that {@code explain} prints.
   *
   * @param values of the statement's parameters, as SQL; it may contain others. Ids are cast to
   *     {@code uuid[]}, as the vault binds them; the server infers all other types
   */
  String of(Connection connection, String statement, Map<String, String> values)
      throws SQLException {
    List<String> parameters = new ArrayList<>();
    String numbered =
        PARAMETER
            .matcher(statement)
            .replaceAll(found -> Matcher.quoteReplacement("$" + place(parameters, found.group(1))));
    List<String> arguments = parameters.stream().map(name -> value(values, name)).toList();
    String types = list(arguments.stream().map(Plans::type).toList());
    var plan = new StringBuilder();
    try (Statement server = connection.createStatement()) {
      server.execute("set plan_cache_mode = " + mode);
      server.execute("prepare explained" + types + " as " + numbered);
      try (ResultSet rows = server.executeQuery("explain execute explained" + list(arguments))) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      } finally {
        server.execute("deallocate explained; reset plan_cache_mode");
      }
    }
    return plan.toString();
  }

  private static String value(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }

  private static String type(String argument) {
    return argument.endsWith("uuid[])") ? "uuid[]" : "unknown";
  }

  private static String list(List<String> entries) {
    return entries.isEmpty() ? "" : entries.stream().collect(Collectors.joining(", ", "(", ")"));
  }

  private static int place(List<String> parameters, String name) {
    if (!parameters.contains(name)) {
      parameters.add(name);
    }
    return parameters.indexOf(name) + 1;
  }
}
