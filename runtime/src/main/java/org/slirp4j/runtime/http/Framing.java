package org.slirp4j.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Replies as HTTP messages. */
final class Framing {
  private Framing() {}

  static FullHttpResponse whole(Exchange exchange, Reply reply) {
    return switch (reply) {
      case Reply.Whole whole -> whole(exchange, whole);
      case Reply.Streamed streamed -> onlyHead(exchange, streamed);
    };
  }

  private static FullHttpResponse whole(Exchange exchange, Reply.Whole reply) {
    ByteBuf body = Unpooled.wrappedBuffer(reply.body().getBytes(StandardCharsets.UTF_8));
    HttpResponseStatus status = HttpResponseStatus.valueOf(reply.status());
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, exchange.head() ? Unpooled.EMPTY_BUFFER : body);
    for (Map.Entry<String, String> field : reply.headers().entrySet()) {
      response.headers().set(field.getKey(), field.getValue());
    }
    if (reply.status() != HttpResponseStatus.NO_CONTENT.code()) { // RFC 9110, 8.6
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    }
    if (!reply.contentType().isEmpty()) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    }
    connection(exchange, response);
    return response;
  }

  /** Returns the begin of a stream, which is a connection's last answer. */
  static HttpResponse streamHead(Exchange exchange, Reply.Streamed reply) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    describe(exchange, reply, response);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  /** Returns what HEAD gets of a stream. */
  private static FullHttpResponse onlyHead(Exchange exchange, Reply.Streamed reply) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    describe(exchange, reply, response);
    connection(exchange, response);
    return response;
  }

  private static void describe(Exchange exchange, Reply.Streamed reply, HttpResponse response) {
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    if (exchange.chunked()) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  private static void connection(Exchange exchange, HttpResponse response) {
    if (!exchange.keepAlive()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!exchange.chunked()) { // HTTP/1.0 closes unless told otherwise
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }
}
