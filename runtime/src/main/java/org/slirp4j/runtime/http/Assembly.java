package org.slirp4j.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is being received. */
final class Assembly {
  private static final int MAX_QUERY_PARAMETERS = 64;

  private final HttpRequest head;
  private final int maxBodyBytes;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  Assembly(HttpRequest head, int maxBodyBytes) {
    this.head = head;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Returns what is wrong with the head, or null. */
  @Nullable Problem check() {
    HttpVersion version = head.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return new Problem(505, "version", "HTTP version not supported", "HTTP/1.1 is spoken here");
    }
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
      return Problem.invalid("one Host field is needed"); // RFC 9112, 3.2
    }
    List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty() && version.equals(HttpVersion.HTTP_1_0)) {
      return Problem.invalid("HTTP/1.0 knows no Transfer-Encoding"); // RFC 9112, 6.1: faulty
    }
    if (codings.size() > 1
        || (codings.size() == 1
            && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst()))) {
      return new Problem(
          501,
          "coding",
          "Not implemented",
          "a body is plain or chunked, not " + Texts.shown(String.join(", ", codings)));
    }
    try {
      return HttpUtil.getContentLength(head, 0L) > maxBodyBytes ? tooLarge() : null;
    } catch (NumberFormatException e) {
      return Problem.invalid("Content-Length is no number");
    }
  }

  /** Returns whether the client waits for a sign before it sends the body (RFC 9110, 10.1.1). */
  boolean waitsForContinue() {
    return HttpUtil.is100ContinueExpected(head);
  }

  /** Takes more of the body; returns what is wrong with it, or null. */
  @Nullable Problem add(ByteBuf part) {
    if (body.size() + part.readableBytes() > maxBodyBytes) {
      return tooLarge();
    }
    try {
      part.readBytes(body, part.readableBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory has no such errors
    }
    return null;
  }

  /** Returns the request as a whole, or the answer to one that makes no sense. */
  Exchange finish(Peer peer, @Nullable String container) {
    try {
      QueryStringDecoder uri =
          new QueryStringDecoder(
              target(head.uri()), StandardCharsets.UTF_8, true, MAX_QUERY_PARAMETERS);
      Map<String, String> query = new HashMap<>();
      uri.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
      boolean onlyHead = head.method().equals(HttpMethod.HEAD);
      Request request =
          new Request(
              peer,
              container,
              onlyHead ? HttpMethod.GET.name() : head.method().name(),
              uri.rawPath(),
              Map.of(),
              query,
              head.headers().get(HttpHeaderNames.ACCEPT, ""),
              text());
      return new Exchange(
          request,
          null,
          onlyHead,
          head.protocolVersion().equals(HttpVersion.HTTP_1_1),
          HttpUtil.isKeepAlive(head));
    } catch (CharacterCodingException e) {
      return Exchange.failed(Problem.invalid("the body is not UTF-8"));
    } catch (IllegalArgumentException e) {
      return Exchange.failed(
          Problem.invalid("the address is not encoded as one is: " + e.getMessage()));
    }
  }

  /** Takes scheme and host off (RFC 9112, 3.2.2: every server must). */
  private static String target(String uri) {
    if (!uri.startsWith("http://")) {
      return uri;
    }
    int path = uri.indexOf('/', "http://".length());
    return path < 0 ? "/" : uri.substring(path);
  }

  private String text() throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(body.toByteArray()))
        .toString();
  }

  private Problem tooLarge() {
    return Problem.tooLarge(413, "a body has at most " + maxBodyBytes + " bytes");
  }
}
