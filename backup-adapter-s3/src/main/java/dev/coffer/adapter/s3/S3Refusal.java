package dev.coffer.adapter.s3;

import io.minio.Xml;
import io.minio.errors.XmlParserException;
import io.minio.messages.ErrorResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import okhttp3.Response;

/** The store answered, and the answer is no. */
final class S3Refusal extends IOException {

  private static final long serialVersionUID = 1L;

  /** Error answers are short; of one that is not, the beginning says enough. */
  private static final int MAX_BYTES = 64 * 1024;

  private final int status;
  private final String code;

  S3Refusal(int status, String code, String message) {
    super("%d %s %s".formatted(status, code, message).strip());
    this.status = status;
    this.code = code;
  }

  /** Reads what the store says of it; an answer to HEAD says nothing but its status. */
  static S3Refusal of(Response response) throws IOException {
    byte[] body = response.body().byteStream().readNBytes(MAX_BYTES);
    return of(response.code(), new String(body, StandardCharsets.UTF_8));
  }

  /** A status that is sent before its sender knows the outcome may be followed by an error. */
  static void throwIfError(Response success) throws IOException {
    byte[] body = success.body().byteStream().readNBytes(MAX_BYTES);
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.contains("<Error")) {
      throw of(500, text);
    }
  }

  static S3Refusal of(int status, String xml) {
    try {
      ErrorResponse error = Xml.unmarshal(ErrorResponse.class, xml);
      return new S3Refusal(
          status,
          Objects.requireNonNullElse(error.code(), ""),
          Objects.requireNonNullElse(error.message(), ""));
    } catch (XmlParserException e) {
      // From something that is no S3 store, a proxy in between; its page helps nobody.
      return new S3Refusal(status, "", "");
    }
  }

  int status() {
    return status;
  }

  /** E.g. {@code NoSuchKey}; empty where the store gave none. */
  String code() {
    return code;
  }
}
