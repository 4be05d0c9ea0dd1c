package dev.coffer.boot.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The boundaries of the hexagon, by name. {@link ArchitectureRulesBiteTest} breaks each of them.
 */
final class ArchitectureRules {

  private static final String DOMAIN = "dev.coffer.domain..";
  private static final String APPLICATION = "dev.coffer.application..";

  /** Failures of adapters, which Reasons puts in words. */
  private static final Class<?>[] PUT_IN_WORDS = {
    AccessDeniedException.class,
    ConnectException.class,
    DirectoryNotEmptyException.class,
    FileAlreadyExistsException.class,
    FileSystemException.class,
    NoSuchFileException.class,
    NotDirectoryException.class,
    UnknownHostException.class
  };

  /** What stands between the ports: built by boot, called through them. */
  private static final DescribedPredicate<JavaClass> SERVICES =
      resideInAPackage(APPLICATION).and(simpleNameEndingWith("Service"));

  private static final String ADAPTERS = "dev.coffer.adapter..";
  private static final String HTTP = "dev.coffer.adapter.http..";

  /** What the contracts stand on. */
  private static final String[] SHARED = {
    "dev.coffer.adapter.http.server..",
    "dev.coffer.adapter.http.tls..",
    "dev.coffer.adapter.http.access..",
    "dev.coffer.adapter.http.reply.."
  };

  private static final String POSTGRES = "dev.coffer.adapter.postgres..";
  private static final String S3 = "dev.coffer.adapter.s3..";
  private static final String REMOTE = "dev.coffer.adapter.remote..";
  private static final String CLI = "dev.coffer.adapter.cli..";
  private static final String EMBEDDED = "dev.coffer.embedded..";
  private static final String BOOT = "dev.coffer.boot..";
  private static final String FILESYSTEM = "dev.coffer.adapter.filesystem..";

  /** Told by who implements them, so that no port has to say it of itself. */
  private static final DescribedPredicate<JavaClass> OUT_PORTS =
      resideInAPackage(APPLICATION)
          .and(
              describe(
                  "are implemented by an index or a drive",
                  port ->
                      port.isInterface()
                          && port.getAllSubclasses().stream()
                              .anyMatch(resideInAnyPackage(POSTGRES, S3, FILESYSTEM))));

  private static final String[] BARE = {"java.lang..", "java.util..", "java.time..", "java.math.."};

  private ArchitectureRules() {}

  static Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new TreeMap<>();
    dependencies(rules);
    libraries(rules);
    discipline(rules);
    return rules;
  }

  static ArchRule named(String name) {
    return Objects.requireNonNull(all().get(name));
  }

  private static void dependencies(Map<String, ArchRule> rules) {
    rules.put(
        "the domain is pure: no I/O, no framework, no logging",
        classes()
            .that()
            .resideInAPackage(DOMAIN)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(BARE)
                    .or(resideInAnyPackage(DOMAIN, "org.jspecify..", "java.nio.charset.."))
                    // Names are compared by their composed form.
                    .or(belongToAnyOf(Normalizer.class))));
    rules.put(
        "the application knows the domain, a log and, in its formats, JSON and CSV",
        classes()
            .that()
            .resideInAPackage(APPLICATION)
            .and(
                not(
                    simpleName("ManifestFormat")
                        .or(simpleName("TenantSnapshotFormat"))
                        .or(simpleName("IndexDumpFormat"))
                        .or(simpleName("ErasureReport"))
                        // HTTP and the command line import the same lists of systems.
                        .or(simpleName("ImportedRows"))))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(DOMAIN, APPLICATION, "java..", "javax.crypto..")
                    .or(resideInAnyPackage("org.slf4j..", "org.jspecify.."))));
    rules.put(
        "the application does no I/O of its own",
        noClasses()
            .that()
            .resideInAPackage(APPLICATION)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.nio.file..", "java.nio.channels..", "java.net..", "java.sql..")
                    // An address is a value like any other.
                    .and(not(equivalentTo(URI.class)))
                    .and(not(belongToAnyOf(PUT_IN_WORDS)))));
    rules.put(
        "ports do not know the use cases behind or before them",
        noClasses()
            .that()
            .resideInAPackage(APPLICATION)
            .and()
            .areInterfaces()
            .should()
            .dependOnClassesThat(SERVICES));
    rules.put(
        "adapters know ports, never use cases",
        noClasses().that().resideInAPackage(ADAPTERS).should().dependOnClassesThat(SERVICES));
    rules.put(
        "adapters that call the vault know no port that the vault calls",
        noClasses().that().resideInAnyPackage(HTTP, CLI).should().dependOnClassesThat(OUT_PORTS));
    rules.put(
        "adapters do not know each other",
        slices().matching("dev.coffer.adapter.(*)..").should().notDependOnEachOther());
    rules.put(
        "wire contracts do not know each other",
        slices()
            .matching("dev.coffer.adapter.http.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage(HTTP), resideInAnyPackage(SHARED))
            .ignoreDependency(resideInAnyPackage(SHARED), resideInAPackage(HTTP)));
    rules.put(
        "the embedded PostgreSQL knows nothing of backups",
        classes()
            .that()
            .resideInAPackage(EMBEDDED)
            .should()
            .onlyDependOnClassesThat(
                resideOutsideOfPackage("dev.coffer..").or(resideInAPackage(EMBEDDED))));
    Rooms rooms = Rooms.documented();
    rules.put(
        "rooms use only the rooms that docs/architecture.md allows them",
        classes().should(rooms.useOnlyDocumentedRooms()));
    rules.put(
        "every class lies in a documented room", classes().should(rooms.lieInADocumentedRoom()));
    rules.put("no circle of rooms in the domain", withoutCircles("dev.coffer.domain"));
    rules.put("no circle of rooms in the application", withoutCircles("dev.coffer.application"));
    rules.put("no circle of rooms in the index", withoutCircles("dev.coffer.adapter.postgres"));
    rules.put(
        "only boot sees everything",
        noClasses()
            .that()
            .resideOutsideOfPackage(BOOT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BOOT));
    rules.put(
        "the server does not contain the testkit",
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.coffer.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.coffer.testkit..", "org.junit..", "org.assertj.."));
  }

  private static ArchRule withoutCircles(String parent) {
    return slices().matching(parent + ".(*)..").should().beFreeOfCycles();
  }

  private static void libraries(Map<String, ArchRule> rules) {
    rules.put(
        "SQL is in the PostgreSQL adapter",
        noClasses()
            .that()
            // The embedded PostgreSQL makes its database.
            .resideOutsideOfPackages(POSTGRES, EMBEDDED)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.jdbi.."));
    rules.put(
        "the pool and the migrations are in the PostgreSQL adapter",
        only(POSTGRES, "com.zaxxer..", "org.flywaydb.."));
    rules.put("Helidon is in the HTTP adapter", only(HTTP, "io.helidon.."));
    rules.put("the S3 client is in the S3 adapter", only(S3, "io.minio..", "okhttp3..", "okio.."));
    rules.put("other vaults are spoken to in the remote adapter", only(REMOTE, "java.net.http.."));
    rules.put(
        "bars are drawn in TerminalProgress alone",
        noClasses()
            .that(not(simpleName("TerminalProgress").or(simpleName("Drawn"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("me.tongfei.."));
    rules.put("the command line is in its adapter", only(CLI, "picocli.."));
    rules.put("meters are in boot", only(BOOT, "io.micrometer..", "io.prometheus.."));
    rules.put(
        "YAML is read in ConfigFile alone",
        noClasses()
            .that(not(simpleName("ConfigFile")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("tools.jackson.dataformat.yaml.."));
  }

  private static ArchRule only(String home, String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  private static void discipline(Map<String, ArchRule> rules) {
    rules.put(
        "clocks and random ids are made in boot",
        noClasses()
            .that()
            .resideOutsideOfPackages(BOOT, "dev.coffer.testkit..")
            // Their "random" bytes are those of a key: Java has no other way to compute its public
            // half.
            .and()
            .doNotHaveSimpleName("SigningKey")
            .and()
            .doNotHaveSimpleName("GivenBytes")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat(assignableTo(Random.class)));
    rules.put(
        "locale and time zone are those of ProcessDefaults, not of who starts the program",
        noClasses()
            .that(not(simpleName("ProcessDefaults")))
            .should()
            .callMethod(Locale.class, "getDefault")
            .orShould()
            .callMethod(Locale.class, "getDefault", Locale.Category.class)
            .orShould()
            .callMethod(Locale.class, "setDefault", Locale.class)
            .orShould()
            .callMethod(TimeZone.class, "getDefault")
            .orShould()
            .callMethod(TimeZone.class, "setDefault", TimeZone.class)
            .orShould()
            .callMethod(ZoneId.class, "systemDefault"));
    rules.put(
        "no state is static",
        fields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("dev.coffer..")
            .and()
            .areStatic()
            .should()
            .beFinal());
    rules.put(
        "names say what a class is, not which pattern it follows",
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("DTO")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils"));
    rules.put(
        "a failure has a type of its own",
        noClasses()
            .that()
            .areNotAssignableTo(RuntimeException.class)
            .should()
            .callConstructor(RuntimeException.class, String.class)
            .orShould()
            .callConstructor(RuntimeException.class, String.class, Throwable.class)
            .orShould()
            .callConstructor(RuntimeException.class, Throwable.class)
            .orShould()
            .callConstructor(RuntimeException.class));
    rules.put(
        "standard output is opened in boot",
        noClasses()
            .that()
            .resideOutsideOfPackage(BOOT)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }
}
