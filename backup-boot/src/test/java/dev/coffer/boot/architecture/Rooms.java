package dev.coffer.boot.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rooms of the modules, and which room may use which: the tables under "Rooms" in
 * docs/architecture.md, so that readers and the build follow the same ones.
 *
 * @param uses for each room, by its whole package name, the rooms that it may use
 */
record Rooms(Map<String, Set<String>> uses) {

  /** A heading such as {@code ### dev.coffer.application}: the package that the rooms are in. */
  private static final Pattern PARENT = Pattern.compile("^### `(dev\\.coffer[\\w.]*)`$");

  /** {@code | `copies` | `upload`, `drives` | … |}. */
  private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| ([^|]*) \\|");

  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  static Rooms documented() {
    try {
      return parse(Files.readString(Path.of("..", "docs", "architecture.md")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Rooms parse(String text) {
    Map<String, Set<String>> uses = new HashMap<>();
    String parent = "";
    for (String line : text.lines().toList()) {
      var heading = PARENT.matcher(line);
      var row = ROW.matcher(line);
      if (heading.matches()) {
        parent = heading.group(1) + ".";
      } else if (line.startsWith("#")) {
        parent = "";
      } else if (!parent.isEmpty() && row.find()) {
        String home = parent;
        uses.put(
            home + row.group(1),
            NAME.matcher(row.group(2))
                .results()
                .map((MatchResult name) -> home + name.group(1))
                .collect(Collectors.toUnmodifiableSet()));
      }
    }
    return new Rooms(Map.copyOf(uses));
  }

  /** The room that a package belongs to; empty outside of all rooms. */
  Optional<String> roomOf(JavaClass javaClass) {
    return uses.keySet().stream()
        .filter(room -> (javaClass.getPackageName() + ".").startsWith(room + "."))
        .findFirst();
  }

  private static String parent(String room) {
    return room.substring(0, room.lastIndexOf('.'));
  }

  /** For classes in rooms: of the rooms beside theirs they use only those that are documented. */
  ArchCondition<JavaClass> useOnlyDocumentedRooms() {
    return new ArchCondition<>("use only the rooms that docs/architecture.md allows them") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        roomOf(javaClass)
            .ifPresent(from ->
                javaClass.getDirectDependenciesFromSelf().stream()
                    .filter(dependency -> isUndocumented(from, dependency))
                    .forEach(dependency ->
                        events.add(
                            SimpleConditionEvent.violated(
                                dependency, dependency.getDescription()))));
      }
    };
  }

  private boolean isUndocumented(String from, Dependency dependency) {
    return roomOf(dependency.getTargetClass())
        .filter(to -> parent(to).equals(parent(from)))
        .filter(to -> !to.equals(from))
        .filter(to -> !uses.getOrDefault(from, Set.of()).contains(to))
        .isPresent();
  }

  /** For all classes of modules with rooms: each lies in one, or in the package above them. */
  ArchCondition<JavaClass> lieInADocumentedRoom() {
    Set<String> parents = uses.keySet().stream().map(Rooms::parent).collect(Collectors.toSet());
    return new ArchCondition<>("lie in a room of docs/architecture.md, or right above the rooms") {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        String home = javaClass.getPackageName();
        boolean isBelow = parents.stream().anyMatch(parent -> home.startsWith(parent + "."));
        if (isBelow && !parents.contains(home) && roomOf(javaClass).isEmpty()) {
          events.add(
              SimpleConditionEvent.violated(
                  javaClass, "%s lies in no documented room".formatted(javaClass.getName())));
        }
      }
    };
  }
}
