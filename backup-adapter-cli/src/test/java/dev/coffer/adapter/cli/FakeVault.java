package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.adapter.cli.VaultAccess.ConfigArguments;
import dev.coffer.adapter.cli.VaultAccess.ConfigFacts;
import dev.coffer.adapter.cli.VaultAccess.ConfiguredDrive;
import dev.coffer.adapter.cli.VaultAccess.FleetSession;
import dev.coffer.adapter.cli.VaultAccess.IndexAccess;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.adapter.cli.VaultAccess.NewVault;
import dev.coffer.adapter.cli.VaultAccess.RestoredIndex;
import dev.coffer.adapter.cli.VaultAccess.RunningVault;
import dev.coffer.application.UserError;
import dev.coffer.application.access.SigningKey;
import dev.coffer.application.access.VaultKeys;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.audit.AuditEventsService;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.application.deletion.Erasures.EraseCommand;
import dev.coffer.application.deletion.Erasures.EraseResult;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveProbe;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.application.retention.RetentionPolicies.Preview;
import dev.coffer.application.retention.RetentionPolicies.PreviewQuery;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.usage.Usage;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.StuckReservations;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.domain.tenancy.UsageDrift;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.memory.InMemoryIndex;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** A vault without an index behind the commands: in-ports that note what they were asked. */
public final class FakeVault {

  public static final Secret SECRET = new Secret("cs1_the-secret");

  static final Authority AUTHORITY = Authority.atCommandLine("tester");

  public final List<Object> asked = new ArrayList<>();
  public final Map<String, String> environment = new TreeMap<>();
  public Function<Systems.AddCommand, Systems.AddResult> addSystem =
      command -> new Systems.KeyTaken();
  BiFunction<String, ByteSize, Organizations.AddResult> addOrganization =
      (name, quota) -> new Organizations.NameTaken();
  List<Organization> organizations = List.of();
  public List<SystemProfile> systems = List.of();
  public boolean systemExists = true;
  public boolean isNew = true;
  public String url = "http://127.0.0.1:8080";
  public Optional<String> metricsUrl = Optional.empty();
  public List<String> problems = List.of();
  List<String> warnings = List.of();
  List<ConfiguredDrive> configuredDrives = List.of(new ConfiguredDrive("local", "local", true));
  public int sessions;
  public int closed;
  Optional<IndexAccess> index = Optional.empty();
  DriveProbe.Report checked = new DriveProbe.Report("/nowhere", List.of());
  int pendingMigrations;
  public Function<OutputStream, IndexDump> dump =
      _ -> {
        throw new UserError("no dump expected");
      };
  public BiFunction<Path, OptionalLong, RestoredIndex> restore =
      (_, _) -> {
        throw new UserError("no restore expected");
      };
  List<DriveAdministration.Listed> driveRows = List.of();
  public Function<ApiKeys.AddCommand, ApiKeys.AddResult> addApiKey =
      command -> new ApiKeys.NameTaken();
  public List<ApiKeys.Row> keys = List.of();
  Function<String, Copies.BackfillResult> backfill = _ -> new Copies.UnknownDrive();
  Function<String, Optional<Copies.Backlog>> backlog = _ -> Optional.empty();
  Function<Copies.Selection, Copies.ScrubResult> scrub = _ -> new Copies.UnknownDrive();
  BiFunction<Copies.Selection, Instant, Copies.ScrubProgress> scrubProgress =
      (_, _) -> new Copies.ScrubProgress(0, ByteSize.ZERO, List.of(), Copies.Manifests.ALL_RIGHT);
  public BiFunction<Authority, Fleet.Query, Fleet.Page> page =
      (_, _) -> new Fleet.Page(List.of(), Optional.empty());
  public BiFunction<Authority, BackupId, Optional<FleetBackup>> show = (_, _) -> Optional.empty();
  public BiFunction<Authority, BackupId, Fleet.RetryResult> retry = (_, _) -> new Fleet.NotFound();
  public Function<UUID, Optional<Download>> download = _ -> Optional.empty();
  Deletions.ProtectResult protectResult = new Deletions.ProtectionChanged();
  DeleteBackup.Result deleteResult = new DeleteBackup.Deleted();
  List<DeletedBackup> deleted = List.of();
  Deletions.UndeleteResult undeleteResult = new Deletions.Undeleted();
  Systems.ReassignResult reassignSystem = new Systems.UnknownSystem();
  Function<EraseCommand, EraseResult> erase = command -> new Erasures.UnknownTenant();
  List<UsageDrift> drifts = List.of();
  List<StuckReservations> stuck = List.of();
  Progress.Bar bar = Progress.Bar.SILENT;
  public final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  public final InMemoryIndex memory = new InMemoryIndex(InstantSource.system());
  private final FakeTenancy tenancy = new FakeTenancy(this);
  DriveAdministration.RemoveResult removeDrive = new DriveAdministration.UnknownDrive();

  public Halts halts = Halts.NONE;
  public Function<PreviewQuery, Optional<Preview>> preview = query -> Optional.empty();
  public final Map<TenantRef, RetentionPolicy> policies = new HashMap<>();

  private final RetentionPolicies retention =
      new RetentionPolicies() {
        @Override
        public RetentionPolicy vaultPolicy() {
          return RetentionPolicy.DEFAULT;
        }

        @Override
        public Optional<RetentionPolicy> show(Authority by, TenantRef tenant) {
          return Optional.ofNullable(policies.get(tenant));
        }

        @Override
        public boolean assign(Authority by, TenantRef tenant, RetentionPolicy policy) {
          asked.add(by.actor().kind());
          policies.put(tenant, policy);
          return systemExists;
        }

        @Override
        public boolean unassign(Authority by, TenantRef tenant) {
          policies.remove(tenant);
          return systemExists;
        }

        @Override
        public Optional<Preview> preview(Authority by, PreviewQuery query) {
          return preview.apply(query);
        }

        @Override
        public Halts halts(Authority by) {
          return halts;
        }

        @Override
        public Halts accept(Authority by) {
          return halts;
        }

        @Override
        public Optional<Halts> accept(Authority by, TenantRef organization) {
          return systemExists
              ? Optional.of(new Halts(Optional.empty(), halts.organizations()))
              : Optional.empty();
        }
      };

  public List<VaultKeys.Row> keyRows = List.of();

  private final VaultKeys vaultKeys =
      new VaultKeys() {
        @Override
        public List<Row> list() {
          return keyRows;
        }

        @Override
        public String rotate(Kind kind) {
          asked.add(kind);
          return "0a1b2c3d";
        }

        @Override
        public void remove(String id) {
          asked.add("remove " + id);
        }
      };

  private final Deletions deletions =
      new Deletions() {
        @Override
        public DeleteBackup.Result delete(Authority by, DeleteCommand command) {
          return deleteResult;
        }

        @Override
        public UndeleteResult undelete(Authority by, BackupId id) {
          return undeleteResult;
        }

        @Override
        public List<DeletedBackup> page(Authority by, PageQuery query) {
          return deleted;
        }

        @Override
        public ProtectResult protect(Authority by, BackupId id, Protection protection) {
          asked.add(id + " " + protection);
          return protectResult;
        }
      };

  private final Erasures erasures =
      new Erasures() {
        @Override
        public EraseResult erase(Authority by, EraseCommand command) {
          return erase.apply(command);
        }

        @Override
        public void report(Erasure erasure, Consumer<String> lines) {
          lines.accept("report of " + erasure.name());
        }

        @Override
        public SigningKey signingKey() {
          return SigningKey.current(TestVault.KEYRING);
        }
      };

  /** What one command line printed. */
  public record Run(int code, String out, String err) {}

  public Run run(String... arguments) {
    bytes.reset();
    return runInto(bytes, arguments);
  }

  /** With a standard output of the test's own. */
  public Run runInto(OutputStream out, String... arguments) {
    var err = new StringWriter();
    int code = CofferCommand.run(context(out, err), arguments);
    return new Run(code, bytes.toString(StandardCharsets.UTF_8), err.toString());
  }

  CommandContext context(OutputStream out, StringWriter err) {
    return new CommandContext(
        environment,
        new Vaults(),
        new TestVault.TestIdentifiers(),
        InstantSource.system(),
        "test",
        new Output(
            new StandardOutput(out),
            new PrintWriter(err),
            (what, total, unit) -> {
              asked.add("progress %s %d %s".formatted(what, total, unit));
              return bar;
            }));
  }

  private final class Vaults implements VaultAccess {

    @Override
    public ConfigCheck check(ConfigArguments arguments) {
      return problems.isEmpty()
          ? new ConfigCheck.Valid(facts(arguments))
          : new ConfigCheck.Invalid("the configuration cannot be used", problems);
    }

    @Override
    public LocalVault local(ConfigArguments arguments) {
      if (!problems.isEmpty()) {
        throw new UserError(String.join("\n  ", problems));
      }
      return new Local(arguments);
    }

    @Override
    public LocalVault toServe(ConfigArguments arguments) {
      return local(arguments);
    }

    @Override
    public FleetSession remote(RemoteAddress address) {
      asked.add(address);
      return fleet();
    }
  }

  private ConfigFacts facts(ConfigArguments arguments) {
    return new ConfigFacts(
        url,
        metricsUrl,
        "embedded",
        Path.of(arguments.data().orElse("coffer-data")).toAbsolutePath().normalize(),
        configuredDrives,
        warnings);
  }

  private final class Local implements LocalVault {

    private final ConfigArguments arguments;

    Local(ConfigArguments arguments) {
      this.arguments = arguments;
    }

    @Override
    public ConfigFacts facts() {
      return FakeVault.this.facts(arguments);
    }

    @Override
    public RunningVault serve() {
      asked.add(arguments);
      return new Running(facts().data());
    }

    @Override
    public AdministrationSession open() {
      return session();
    }

    @Override
    public FleetSession openFleet() {
      return fleet();
    }

    @Override
    public Map<String, PublicKey> reportKeys() {
      SigningKey key = SigningKey.current(TestVault.KEYRING);
      return Map.of(key.id(), key.publicKey());
    }

    @Override
    public VaultKeys keys() {
      return vaultKeys;
    }

    @Override
    public Optional<IndexAccess> index() {
      return index;
    }

    @Override
    public int migrate() {
      return pendingMigrations;
    }

    @Override
    public IndexDump dump(OutputStream target) {
      return dump.apply(target);
    }

    @Override
    public IndexDump checkDump(Path file) {
      return restore.apply(file, OptionalLong.empty()).dump();
    }

    @Override
    public RestoredIndex restore(Path file, OptionalLong replaced) {
      return restore.apply(file, replaced);
    }

    @Override
    public RestoredIndex move(ConfigArguments target) {
      return restore.apply(target.file().orElseThrow(), OptionalLong.empty());
    }

    @Override
    public DriveProbe.Report check(String label) {
      return checked;
    }
  }

  private final class Running implements RunningVault {

    private final Path data;

    Running(Path data) {
      this.data = data;
    }

    @Override
    public String url() {
      return url;
    }

    @Override
    public Optional<String> metricsUrl() {
      return metricsUrl;
    }

    @Override
    public Optional<NewVault> created() {
      return isNew
          ? Optional.of(
              new NewVault(
                  new SystemId("first-system"),
                  data.resolve("first-system.netrc"),
                  data.resolve("operator.key"),
                  Optional.of(data.resolve("vault.key"))))
          : Optional.empty();
    }

    @Override
    public void awaitEnd() {}

    @Override
    public void close() {
      closed++;
    }
  }

  private AdministrationSession session() {
    sessions++;
    return new AdministrationSession() {
      @Override
      public Organizations organizations() {
        return tenancy.organizations();
      }

      @Override
      public Systems systems() {
        return tenancy.systems();
      }

      @Override
      public SystemCredentials systemCredentials() {
        return tenancy.systemCredentials();
      }

      @Override
      public ApiKeys apiKeys() {
        return tenancy.apiKeys();
      }

      @Override
      public Usage usage() {
        return tenancy.usage();
      }

      @Override
      public AuditEvents auditEvents() {
        return new AuditEventsService(memory.ports().audit());
      }

      @Override
      public DriveAdministration drives() {
        return driveAdministration();
      }

      @Override
      public Copies copies() {
        return FakeVault.this.copies();
      }

      @Override
      public RetentionPolicies retention() {
        return retention;
      }

      @Override
      public Deletions deletions() {
        return deletions;
      }

      @Override
      public Erasures erasures() {
        return erasures;
      }

      @Override
      public Authority authority() {
        return AUTHORITY;
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }

  private DriveAdministration driveAdministration() {
    return new DriveAdministration() {
      @Override
      public List<Listed> list() {
        return driveRows;
      }

      @Override
      public RemoveResult remove(Authority by, String label) {
        asked.add("remove drive " + label);
        return removeDrive;
      }
    };
  }

  private Copies copies() {
    return new Copies() {
      @Override
      public Optional<Backlog> backlog(String label) {
        return FakeVault.this.backlog.apply(label);
      }

      @Override
      public BackfillResult backfill(String label) {
        return FakeVault.this.backfill.apply(label);
      }

      @Override
      public ScrubResult scrub(Selection selection) {
        return FakeVault.this.scrub.apply(selection);
      }

      @Override
      public ScrubProgress scrubProgress(Selection selection, Instant since) {
        return FakeVault.this.scrubProgress.apply(selection, since);
      }
    };
  }

  private FleetSession fleet() {
    sessions++;
    return new FleetSession() {
      @Override
      public Fleet fleet() {
        return backups();
      }

      @Override
      public Downloads downloads() {
        return found();
      }

      @Override
      public Authority authority() {
        return AUTHORITY;
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }

  private Fleet backups() {
    return new Fleet() {
      @Override
      public Page page(Authority by, Query query) {
        return FakeVault.this.page.apply(by, query);
      }

      @Override
      public Optional<FleetBackup> show(Authority by, BackupId id) {
        return FakeVault.this.show.apply(by, id);
      }

      @Override
      public RetryResult retry(Authority by, BackupId id) {
        return FakeVault.this.retry.apply(by, id);
      }
    };
  }

  private Downloads found() {
    return new Downloads() {
      @Override
      public Optional<Download> backup(Authority by, BackupId id) {
        return download.apply(id.value());
      }

      @Override
      public Optional<Download> copy(Authority by, UUID copyId) {
        return Optional.empty();
      }
    };
  }

  public static SystemProfile profile(ManagedSystem system, String organization) {
    return new SystemProfile(
        system, organization, ByteSize.ZERO, Duration.ZERO, Instant.parse("2026-11-22T10:00:00Z"));
  }

  public static ManagedSystem system(String key, String label, SystemState state) {
    return new ManagedSystem(
        UUID.randomUUID(),
        UUID.randomUUID(),
        new SystemId(key),
        label,
        state,
        new ByteSize(50L << 30),
        new ByteSize(1536L << 20));
  }
}
