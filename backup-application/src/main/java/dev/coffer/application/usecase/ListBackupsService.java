package dev.coffer.application.usecase;

import dev.coffer.application.port.in.Credentials;
import dev.coffer.application.port.in.ListBackups;
import dev.coffer.application.port.out.BackupIndex;
import dev.coffer.application.port.out.BackupIndex.Listing;
import dev.coffer.application.port.out.SecretHmac;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.ListWindow;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

final class ListBackupsService implements ListBackups {

  private final BackupIndex index;
  private final Secrets secrets;
  private final CredentialUses uses;

  ListBackupsService(BackupIndex index, Secrets secrets, CredentialUses uses) {
    this.index = index;
    this.secrets = secrets;
    this.uses = uses;
  }

  @Override
  public Result list(Credentials credentials, ListWindow window) {
    List<SecretHmac> candidates = secrets.candidates(credentials.secret());
    if (!SystemId.isValid(credentials.user())) {
      return new Refused(Refusal.UNKNOWN);
    }
    Optional<Listing> listing =
        index.list(new SystemId(credentials.user()), candidates, window.withOneMore());
    return RecogniseSystemService.judge(listing.map(Listing::access), Scope.LIST)
        .<Result>map(Refused::new)
        .orElseGet(() -> listed(listing.orElseThrow(), window.max()));
  }

  private Listed listed(Listing listing, int max) {
    listing.access().credential().ifPresent(credential -> uses.note(credential.id()));
    List<Backup> found = listing.backups();
    if (max == 0 || found.size() <= max) {
      return new Listed(found, listing.revision(), OptionalLong.empty());
    }
    List<Backup> page = found.subList(0, max);
    return new Listed(page, listing.revision(), OptionalLong.of(page.getLast().number()));
  }
}
