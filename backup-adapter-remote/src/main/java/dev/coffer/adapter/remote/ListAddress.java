package dev.coffer.adapter.remote;

import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** The address of the first page of a list. */
final class ListAddress {

  private static final int LARGEST_PAGE = 1000;

  private final StringJoiner query = new StringJoiner("&", RemoteVault.BACKUPS + "?", "");

  private ListAddress() {}

  static String of(Fleet.Query asked) {
    FleetFilter filter = asked.filter();
    var address = new ListAddress();
    address.add("limit", Integer.toString(Math.min(asked.max(), LARGEST_PAGE)));
    address.add("order", asked.order() == FleetOrder.NEWEST_FIRST ? "desc" : "asc");
    address.add("status", filter.status().map(one -> one.name().toLowerCase(Locale.ROOT)));
    address.add("label", filter.label());
    address.add("system", filter.systemId().map(Object::toString));
    address.add("organization", filter.organization());
    address.add("provider", filter.provider());
    address.add("since", filter.since().map(Object::toString));
    address.add("until", filter.until().map(Object::toString));
    address.add("Include", FleetReader.INCLUDE);
    return address.query.toString();
  }

  private void add(String name, Optional<String> value) {
    value.ifPresent(present -> add(name, present));
  }

  private void add(String name, String value) {
    query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
  }
}
