package org.slirp4j.runtime.http;

/**
 * Where a handler is found.
 *
 * @param method such as {@code GET}, which stands for {@code HEAD} as well
 * @param path segments after slashes; {@code {name}} takes any one segment as the parameter {@code
 *     name}, as in {@code /api/v1/rules/{id}}
 * @param handler what answers
 */
public record Route(String method, String path, Handler handler) {}
