package import Billing
internal import Crypto
internal import LabSchema
internal import Postgres

extension TestDatabase {
  /// The lab that every copy of the template is.
  package static let labID = LabID("7e57aaaa-0000-4000-8000-000000000001")!

  /// A database with every migration applied: a copy of the template, in some 50 ms.
  package static func make() throws -> TestDatabase {
    try TestDatabase(try TestServer.shared, template: try MigratedTemplate.name.get())
  }
}

/// The database that the others are copies of, made once for each set of migrations and found
/// again by their checksum.
enum MigratedTemplate {
  /// Its name, once it is there.
  static let name = Result { try prepare(on: try TestServer.shared) }

  /// Templates of earlier sets of migrations that are kept, for another clone that works with one.
  private static let kept = 4

  private static func prepare(on server: TestServer) throws -> String {
    let name = "lab_\(checksum)"
    let connection = try server.connect()
    // Another test process may be making it. Its end, even a crash, releases the lock.
    try connection.execute("select pg_advisory_lock(hashtext('template'))")
    if try !exists(name, connection) {
      try dropOld(connection)
      try make(name, on: server, connection)
    }
    try connection.execute("select pg_advisory_unlock(hashtext('template'))")
    return name
  }

  /// The template gets its name when it is whole, and then lets nobody in: a database with
  /// sessions cannot be copied.
  private static func make(
    _ name: String, on server: TestServer, _ connection: Connection
  ) throws {
    let unfinished = "unfinished_\(checksum)"
    try connection.execute("drop database if exists \(unescaped: unfinished) with (force)")
    try connection.execute("create database \(unescaped: unfinished) template template0")
    try migrate(server.cluster.url(database: unfinished))
    try connection.execute(
      "alter database \(unescaped: unfinished) with is_template true allow_connections false")
    // The server may still be ending the session that has just been closed.
    try connection.execute(
      """
      select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = \(unfinished)
      """)
    try connection.execute(
      "alter database \(unescaped: unfinished) rename to \(unescaped: name)")
  }

  private static func migrate(_ url: String) throws {
    let connection = try Connection(ConnectionOptions(url: url, searchPath: "public"))
    try Migrator(connection).apply()
    // Two runs of a test write the same packages to the byte.
    try connection.execute("update billing_lab set lab_id = \(TestDatabase.labID)")
  }

  private static func dropOld(_ connection: Connection) throws {
    let old = try connection.query(
      """
      select datname from pg_database where datname like 'lab\\_%' and datistemplate
      order by oid desc offset \(kept)
      """
    ) { try $0.string(0) }
    for name in old {
      try connection.execute("alter database \(unescaped: name) with is_template false")
      try connection.execute("drop database if exists \(unescaped: name) with (force)")
    }
  }

  private static func exists(_ name: String, _ connection: Connection) throws -> Bool {
    try connection.first("select 1 from pg_database where datname = \(name)") { try $0.int32(0) }
      != nil
  }

  /// The first 16 digits of the SHA-256 over all the migrations' own, and over the names of their
  /// functions, which applying them goes by.
  private static let checksum: String = {
    var hash = SHA256()
    for migration in EmbeddedMigrations.all { hash.update(data: Array(migration.sha256.utf8)) }
    hash.update(data: Array(EmbeddedSQL.catalog.text.utf8))
    let digits = hash.finalize().map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return String(digits.joined().prefix(16))
  }()
}
