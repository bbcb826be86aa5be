package import Postgres

extension Connection {
  /// Today's date in a time zone, by the server's clock and its knowledge of zones.
  package func today(in zone: String) throws -> CalendarDate {
    try query("select (clock_timestamp() at time zone \(zone))::date") { try $0.decode(0) }[0]
  }

  /// The server's clock.
  package func now() throws -> Instant {
    try query("select clock_timestamp()") { try $0.decode(0) }[0]
  }

  /// Whether the server knows a time zone by this name.
  package func knowsTimeZone(_ zone: String) throws -> Bool {
    try first("select true from pg_timezone_names where name = \(zone)") { try $0.bool(0) } ?? false
  }
}
