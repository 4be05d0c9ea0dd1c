package dev.coffer.adapter.http.admin;

import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.RouteTable;
import dev.coffer.domain.access.Role;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Routes with the roles that they need; no route can be added without one. Filled by one thread
 * before the server starts.
 */
final class RoleTable {

  private final RouteTable table;
  private final Map<String, Map<Method, Role>> roles = new LinkedHashMap<>();

  RoleTable(HttpErrors errors) {
    this.table = new RouteTable(errors);
  }

  /** HEAD is served by the same handler. */
  RoleTable get(String path, Role role, Handler handler) {
    table.get(path, handler);
    return needs(path, Method.GET, role).needs(path, Method.HEAD, role);
  }

  RoleTable post(String path, Role role, Handler handler) {
    table.post(path, handler);
    return needs(path, Method.POST, role);
  }

  RoleTable put(String path, Role role, Handler handler) {
    table.put(path, handler);
    return needs(path, Method.PUT, role);
  }

  RoleTable patch(String path, Role role, Handler handler) {
    table.patch(path, handler);
    return needs(path, Method.PATCH, role);
  }

  RoleTable delete(String path, Role role, Handler handler) {
    table.delete(path, handler);
    return needs(path, Method.DELETE, role);
  }

  private RoleTable needs(String path, Method method, Role role) {
    roles.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(method, role);
    return this;
  }

  /** Checks the caller before the method. A method that is not served needs the lowest role. */
  void register(HttpRouting.Builder routing, OperatorGate gate) {
    roles.forEach((path, byMethod) ->
        routing.any(
            path + "[/]",
            gate.required(method -> byMethod.getOrDefault(method, Role.READER)),
            gate::refuse));
    routing.register(table);
  }

  /**
   * Returns each operation, such as {@code GET /api/v1/drives}, with the role that it needs;
   * without HEAD.
   */
  Map<String, Role> operations() {
    var operations = new TreeMap<String, Role>();
    roles.forEach((path, byMethod) ->
        byMethod.forEach((method, role) -> operations.put(method.text() + " " + path, role)));
    operations.keySet().removeIf(operation -> operation.startsWith("HEAD "));
    return operations;
  }
}
