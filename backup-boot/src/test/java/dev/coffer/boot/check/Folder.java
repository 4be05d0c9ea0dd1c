package dev.coffer.boot.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A directory as a drive. */
public final class Folder implements DriveContents {

  private static final String TEMPORARY = ".tmp";
  private static final String MARKER = ".vault/drive";
  private static final String TOKEN = "coffer.token";
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Path root;
  private final UUID id;

  private Folder(Path root, UUID id) {
    this.root = root;
    this.id = id;
  }

  public static Folder of(Path root) throws IOException {
    Matcher id = UUID_FORM.matcher(Files.readString(root.resolve(MARKER)));
    if (!id.find()) {
      throw new IOException(root + ": its marker has no id");
    }
    return new Folder(root, UUID.fromString(id.group()));
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public Map<String, Found> objects() throws IOException {
    Map<String, Found> objects = new TreeMap<>();
    for (Path file : filesUnder(root)) {
      String key = root.relativize(file).toString();
      // Checks of the drive itself have files of their own for a moment.
      boolean isOfAnUpload =
          !key.startsWith(TEMPORARY + "/") && !key.equals(MARKER) && !key.contains(".probe-");
      if (isOfAnUpload && !key.contains("/probe-")) {
        objects.put(key, new Found(Files.size(file), token(file)));
      }
    }
    return objects;
  }

  @Override
  public InputStream open(String key) throws IOException {
    return Files.newInputStream(root.resolve(key));
  }

  @Override
  public Set<String> unfinished() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path file : filesUnder(root.resolve(TEMPORARY))) {
      String name = file.getFileName().toString();
      if (!name.startsWith("probe-") && !name.startsWith("check.")) {
        names.add(name);
      }
    }
    return names;
  }

  private static Optional<String> token(Path file) throws IOException {
    var view =
        Files.getFileAttributeView(
            file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null || !view.list().contains(TOKEN)) {
      return Optional.empty();
    }
    var bytes = ByteBuffer.allocate(view.size(TOKEN));
    view.read(TOKEN, bytes);
    return Optional.of(StandardCharsets.US_ASCII.decode(bytes.flip()).toString());
  }

  private static Iterable<Path> filesUnder(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
