package dev.coffer.application.upload;

import dev.coffer.application.access.CredentialUses;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.catalog.BackupIndex.Listing;
import dev.coffer.application.upload.ApplianceBackups.ListRefused;
import dev.coffer.application.upload.ApplianceBackups.ListResult;
import dev.coffer.application.upload.ApplianceBackups.Listed;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

public final class ListBackupsService {

  private final BackupIndex index;
  private final Secrets secrets;
  private final CredentialUses uses;

  public ListBackupsService(BackupIndex index, Secrets secrets, CredentialUses uses) {
    this.index = index;
    this.secrets = secrets;
    this.uses = uses;
  }

  ListResult list(Credentials credentials, ListWindow window) {
    List<SecretHmac> candidates = secrets.candidates(credentials);
    if (!SystemId.isValid(credentials.user())) {
      return new ListRefused(Refusal.UNKNOWN);
    }
    Optional<Listing> listing =
        index.list(new SystemId(credentials.user()), candidates, window.withOneMore());
    if (listing.isEmpty()) {
      return new ListRefused(Refusal.UNKNOWN);
    }
    return listing
        .get()
        .access()
        .refusal(Scope.LIST)
        .<ListResult>map(ListRefused::new)
        .orElseGet(() -> listed(listing.get(), credentials, window.max()));
  }

  private Listed listed(Listing listing, Credentials credentials, int max) {
    listing
        .access()
        .credential()
        .ifPresent(credential -> uses.note(credential.id(), secrets.stored(credentials)));
    List<Backup> found = listing.backups();
    if (max == 0 || found.size() <= max) {
      return new Listed(found, listing.revision(), OptionalLong.empty());
    }
    List<Backup> page = found.subList(0, max);
    return new Listed(page, listing.revision(), OptionalLong.of(page.getLast().number()));
  }
}
