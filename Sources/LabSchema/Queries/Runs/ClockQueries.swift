package import Billing
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

  /// Whether the server knows a time zone by this name, spelt like this.
  package func knowsTimeZone(_ zone: String) throws -> Bool {
    try timeZone(spelt: zone) == zone
  }

  /// The time zone that goes by this name, spelt as the server does; nil where none does.
  ///
  /// Only names of the time zone database are taken, those without a place (`localtime`) left out.
  /// What else Postgres takes for a zone means something else to people: of `+05:30` it turns the
  /// sign round, `IST` is Israel's, and any letters are a zone on Greenwich's time.
  package func timeZone(spelt name: String) throws -> String? {
    // Every server knows this one, which most apps read their timestamps in.
    if try name == "UTC" || isPlace(name) { return name }
    return try first(
      """
      select name
      from pg_timezone_names
      where lower(name collate "C") = lower(\(name)::text collate "C")
        and name not in ('localtime', 'posixrules', 'Factory')
      order by name = \(name)::text desc, name
      limit 1
      """
    ) { try $0.string(0) }
  }

  /// Whether the server finds a place by this name in its time zone database, spelt like this: it says how
  /// it spells what a session is set to. `pg_timezone_names`, which knows the other names too, has it read
  /// the whole database, 10 to 20 ms of work.
  private func isPlace(_ name: String) throws -> Bool {
    // What means no place has no slash, or digits. In a transaction the setting would stay until its end.
    guard !isInTransaction, name.contains("/"),
      name.allSatisfy({ $0.isASCII && ($0.isLetter || "/_-".contains($0)) })
    else { return false }
    do {
      return try first("select set_config('timezone', \(name), true)") { try $0.string(0) } == name
    } catch PostgresError.server {
      return false
    }
  }

  /// Sets what this session reads a `timestamp` without zone in.
  ///
  /// - Parameter zone: one that ``timeZone(spelt:)`` knows.
  package func readTimestamps(in zone: String) throws {
    try keep(setting: "timezone", zone)
  }

  /// The encoding of the texts that the database keeps, such as `UTF8`.
  package func databaseEncoding() throws -> String {
    try query("select current_setting('server_encoding')") { try $0.string(0) }[0]
  }
}
