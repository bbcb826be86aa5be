/// One setting of a session.
struct SessionSetting: Equatable, Sendable {
  let name: String
  let value: String
  /// The one value that it takes the place of; nil where it takes that of any.
  var onlyInsteadOf: String?

  init(_ name: String, _ value: String, onlyInsteadOf: String? = nil) {
    self.name = name
    self.value = value
    self.onlyInsteadOf = onlyInsteadOf
  }
}

extension ConnectionOptions {
  /// Everything that a role or a database can be set to and that would change what a session reads,
  /// writes or waits for. What only makes it faster or slower is the database's owner's to choose,
  /// but `jit`; and so are `role` and the tablespaces.
  ///
  /// Not among them: `default_transaction_read_only` is never switched off, as who switched it on
  /// had a reason (``ServerState``); `row_security` depends on the tables; `session_replication_role`
  /// only few may set.
  var settings: [SessionSetting] {
    var settings = Self.text + Self.statements + limits
    settings.append(SessionSetting("timezone", timeZone))
    if readOnly { settings.append(SessionSetting("default_transaction_read_only", "on")) }
    if let searchPath {
      let quoted = searchPath.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"")
      settings.append(SessionSetting("search_path", "\"\(quoted)\""))
    }
    return settings
  }

  /// How values are written as text, in both directions.
  private static let text = [
    SessionSetting("client_encoding", "UTF8"),
    SessionSetting("datestyle", "ISO, YMD"),
    SessionSetting("intervalstyle", "iso_8601"),
    SessionSetting("extra_float_digits", "1"),
    SessionSetting("bytea_output", "hex"),
    // A null in an array that is sent would be the word NULL.
    SessionSetting("array_nulls", "on"),
    SessionSetting("lc_monetary", "C"),
    SessionSetting("lc_numeric", "C"),
    SessionSetting("lc_time", "C"),
    // Definitions are compared with recorded ones, and names are put into statements.
    SessionSetting("quote_all_identifiers", "off"),
  ]

  /// How statements are understood, planned and committed.
  private static let statements = [
    SessionSetting("standard_conforming_strings", "on"),
    SessionSetting("transform_null_equals", "off"),
    SessionSetting("check_function_bodies", "on"),
    SessionSetting("default_transaction_isolation", "read committed"),
    SessionSetting("default_transaction_deferrable", "off"),
    SessionSetting("default_table_access_method", "heap"),
    // A plan for any value is no plan for a day among years.
    SessionSetting("plan_cache_mode", "auto"),
    // Compiling an export's queries took longer than it saved: the planner counts a row of a
    // function that unpacks JSON as a hundred.
    SessionSetting("jit", "off"),
    // A lock that is tried for again must not end the session.
    SessionSetting("exit_on_error", "off"),
    // Nobody reads notices.
    SessionSetting("client_min_messages", "warning"),
    // An invoice's number that left the house must not be forgotten by a crash of the server. What
    // else it is set to says how far standbys have to follow.
    SessionSetting("synchronous_commit", "on", onlyInsteadOf: "off"),
  ]

  private var limits: [SessionSetting] {
    [
      SessionSetting("statement_timeout", "\(statementTimeout)"),
      SessionSetting("lock_timeout", "\(lockTimeout)"),
      SessionSetting("idle_in_transaction_session_timeout", "\(idleInTransactionTimeout)"),
      // A person may think as long as they like about a plan, and a transaction takes what it takes.
      SessionSetting("idle_session_timeout", "0"),
      SessionSetting("transaction_timeout", "0"),
    ]
  }
}
