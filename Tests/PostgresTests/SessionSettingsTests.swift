import TestLab
import Testing

@testable import Postgres

/// A role or a database may be set to anything by who owns it.
@Suite("The settings of a session")
struct SessionSettingsTests {
  private let database: TestDatabase

  init() throws {
    database = try TestDatabase.empty()
  }

  /// Makes a setting of the database, which each session of it begins with.
  private func set(_ name: String, _ value: String) throws {
    try database.connect().run(script: "alter database \(database.name) set \(name) = \(value)")
  }

  private func setting(_ name: String, of connection: Connection) throws -> String? {
    try connection.first("select current_setting(\(name))") { try $0.string(0) }
  }

  private static let hostile = [
    ("datestyle", "'German'"), ("intervalstyle", "postgres_verbose"), ("bytea_output", "escape"),
    ("extra_float_digits", "-5"), ("array_nulls", "off"), ("quote_all_identifiers", "on"),
    ("standard_conforming_strings", "off"), ("transform_null_equals", "on"),
    ("check_function_bodies", "off"), ("default_transaction_isolation", "serializable"),
    ("default_transaction_deferrable", "on"), ("plan_cache_mode", "force_generic_plan"),
    ("exit_on_error", "on"), ("client_min_messages", "debug5"), ("synchronous_commit", "off"),
    ("statement_timeout", "3000"), ("lock_timeout", "3000"),
    ("idle_in_transaction_session_timeout", "3000"), ("idle_session_timeout", "3000"),
    ("timezone", "'Pacific/Apia'"), ("search_path", "nowhere"), ("client_encoding", "LATIN1"),
  ]

  @Test(
    "none of a database's own settings is left that changes what is read, written or waited for")
  func hostileDatabase() throws {
    let undisturbed = try Connection(ConnectionOptions(url: database.url, searchPath: "public"))
    for (name, value) in Self.hostile { try set(name, value) }
    let connection = try Connection(ConnectionOptions(url: database.url, searchPath: "public"))
    for (name, _) in Self.hostile {
      #expect(
        try setting(name, of: connection) == setting(name, of: undisturbed), "\(name)")
    }
    let texts = try connection.query(
      "select '{a,NULL}'::text[]::text, '\\d', quote_ident('plain'), null = null"
    ) { [try $0.string(0), try $0.string(1), try $0.string(2), try $0.optionalString(3)] }
    #expect(texts == [["{a,NULL}", "\\d", "plain", nil]])
  }

  @Test("every setting is one that the server knows, but those of later versions")
  func names() throws {
    let connection = try Connection(ConnectionOptions(url: database.url))
    let names = ConnectionOptions().settings.map(\.name)
    let unknown = try connection.query(
      "select name from unnest(\(names)::text[]) name where current_setting(name, true) is null"
    ) { try $0.string(0) }
    #expect(Set(unknown).isSubset(of: ["transaction_timeout"]))
  }

  @Test("how far standbys have to follow a commit stays as it was set")
  func synchronousCommit() throws {
    try set("synchronous_commit", "remote_apply")
    let connection = try Connection(ConnectionOptions(url: database.url))
    #expect(try setting("synchronous_commit", of: connection) == "remote_apply")
  }

  @Test("a database that was made read-only is not made to write")
  func readOnlyDatabase() throws {
    #expect(try !Connection(ConnectionOptions(url: database.url)).serverState.beginsReadOnly)
    try set("default_transaction_read_only", "on")
    let connection = try Connection(ConnectionOptions(url: database.url))
    #expect(connection.serverState.beginsReadOnly)
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction { try connection.execute("create table t (a int)") }
    }
    #expect(error?.sqlState == ServerError.readOnlyTransaction)
  }

  @Test("in a session that cannot write, no transaction can")
  func readOnlySession() throws {
    let connection = try Connection(ConnectionOptions(url: database.url, readOnly: true))
    #expect(!connection.serverState.beginsReadOnly)
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction(.snapshot(of: [])) { try connection.execute("create table t ()") }
    }
    #expect(error?.sqlState == ServerError.readOnlyTransaction)
  }
}
