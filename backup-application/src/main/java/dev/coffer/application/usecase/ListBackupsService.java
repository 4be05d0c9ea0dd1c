package dev.coffer.application.usecase;

import dev.coffer.application.port.in.Credentials;
import dev.coffer.application.port.in.ListBackups;
import dev.coffer.application.port.out.BackupIndex;
import dev.coffer.application.port.out.BackupIndex.Listing;
import dev.coffer.application.port.out.SecretHmac;
import dev.coffer.domain.Refusal;
import dev.coffer.domain.Scope;
import dev.coffer.domain.SystemId;
import java.util.List;
import java.util.Optional;

final class ListBackupsService implements ListBackups {

  private final BackupIndex index;
  private final Secrets secrets;

  ListBackupsService(BackupIndex index, Secrets secrets) {
    this.index = index;
    this.secrets = secrets;
  }

  @Override
  public Result list(Credentials credentials) {
    List<SecretHmac> candidates = secrets.candidates(credentials.secret());
    if (!SystemId.isValid(credentials.user())) {
      return new Refused(Refusal.UNKNOWN);
    }
    Optional<Listing> listing = index.list(new SystemId(credentials.user()), candidates);
    return RecogniseSystemService.judge(listing.map(Listing::access), Scope.LIST)
        .<Result>map(Refused::new)
        .orElseGet(() -> listed(listing.orElseThrow()));
  }

  private static Listed listed(Listing listing) {
    return new Listed(listing.backups(), listing.revision());
  }
}
