package dev.coffer.application.dump;

import dev.coffer.application.UserError;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SignedLine;
import dev.coffer.application.drives.StorageCorrupt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads the list of contents of a dump: one {@link SignedLine} of JSON. It has the
 * checksum of everything else in the dump, so its signature is that of the whole dump.
 */
public final class IndexDumpFormat {

  private static final int VERSION = 1;

  private final JsonMapper json =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final SignedLine signed;

  public IndexDumpFormat(Keyring keyring) {
    this.signed = new SignedLine(keyring, "index dump");
  }

  private record Line(int v, IndexDump dump) {}

  public byte[] write(IndexDump dump) {
    return signed.write(json.writeValueAsString(new Line(VERSION, dump)));
  }

  /**
   * Returns the list of contents.
   *
   * @param what names the dump in messages
   * @throws UserError if a key of this vault did not sign it, or a newer version has written it
   */
  public IndexDump read(byte[] bytes, String what) {
    String line = verified(bytes, what);
    try {
      JsonNode document = json.readTree(line);
      if (document.path("v").asInt(0) != VERSION) {
        throw new UserError(
            "%s was made by a newer version of Coffer. Restore it with that version."
                .formatted(what));
      }
      return json.treeToValue(document.path("dump"), IndexDump.class);
    } catch (JacksonException | IllegalArgumentException e) {
      // Signed, but not as the list of a dump.
      throw new UserError(what + " is not a dump of an index", e);
    }
  }

  private String verified(byte[] bytes, String what) {
    try {
      return signed.read(bytes, what);
    } catch (StorageCorrupt e) {
      throw new UserError(
          what
              + " was changed, or signed with other keys than those of this vault (vault.key or secrets)",
          e);
    }
  }
}
