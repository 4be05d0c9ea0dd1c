package dev.coffer.boot.faults;

import dev.coffer.adapter.s3.StubS3;
import dev.coffer.boot.check.DriveContents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The bucket of a stand-in for a store, read around its HTTP. */
record Bucket(StubS3 stub) implements DriveContents {

  private static final String MARKER = ".vault/drive";
  private static final int UUID_LENGTH = 36;

  @Override
  public UUID id() {
    byte[] marker = stub.object(MARKER).orElseThrow().bytes();
    return UUID.fromString(new String(marker, 0, UUID_LENGTH, StandardCharsets.US_ASCII));
  }

  @Override
  public Map<String, Found> objects() {
    Map<String, Found> objects = new TreeMap<>();
    for (String key : stub.keys()) {
      Optional<StubS3.Stored> stored = stub.object(key);
      if (!key.equals(MARKER) && !key.contains("/probe-")) {
        stored.ifPresent(found -> objects.put(key, new Found(found.bytes().length, found.token())));
      }
    }
    return objects;
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      return new ByteArrayInputStream(stub.object(key).orElseThrow().bytes());
    } catch (NoSuchElementException e) {
      throw new IOException(key, e);
    }
  }

  @Override
  public Set<String> unfinished() {
    return stub.hasOpenUploads() ? Set.of("an upload in parts") : Set.of();
  }
}
