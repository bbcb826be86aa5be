internal import Billing
import Foundation
package import Postgres
import Synchronization

/// A database of one test's own, dropped when neither the value nor a session in it is left.
///
/// ```swift
/// let database = try TestDatabase.make()  // the lab's schema; `empty()` has nothing in it
/// let connection = try database.connect()
/// ```
package final class TestDatabase: Sendable {
  package let name: String
  /// How a client, such as the program under test, reaches it.
  package let url: String

  private static let counter = Atomic(0)

  /// A database with nothing in it.
  package static func empty() throws -> TestDatabase {
    try TestDatabase(try TestServer.shared, template: "template0")
  }

  /// A copy of another test's database, which has no session at that moment.
  package static func copy(of other: TestDatabase) throws -> TestDatabase {
    try TestDatabase(try TestServer.shared, template: other.name)
  }

  /// A database with nothing in it, made with these options, such as `locale 'C'`.
  package static func empty(options: String) throws -> TestDatabase {
    try TestDatabase(try TestServer.shared, template: "template0", options: options)
  }

  init(_ server: TestServer, template: String, options: String = "") throws {
    let number = Self.counter.add(1, ordering: .relaxed).newValue
    name = "test_\(getpid())_\(number)"
    url = server.cluster.url(database: name)
    // Nobody can be connected to a template, so that several copies can be made of it at once.
    try server.connect().execute(
      """
      create database \(unescaped: name) template \(unescaped: template) \(unescaped: options)
      """)
  }

  deinit {
    Self.abandoned.withLock { $0.append(name) }
    // A test's failure must not be hidden by one in tidying up.
    try? Self.dropAbandoned()
  }

  /// A new session in the database.
  package func connect(
    searchPath: String? = nil, timeZone: String = "UTC", interruption: Interruption? = nil
  ) throws -> Connection {
    try Connection(
      ConnectionOptions(
        url: url, searchPath: searchPath, applicationName: "test", timeZone: timeZone),
      interruption: interruption)
  }

  /// Databases whose value is gone. They may have sessions for a while, as a connection can
  /// outlive the value it came from; what is left at the end is dropped by the next run.
  private static let abandoned = Mutex<[String]>([])

  private static func dropAbandoned() throws {
    try abandoned.withLock { names in
      let connection = try TestServer.shared.connect()
      let busy = try connection.query(
        "select distinct datname from pg_stat_activity where datname = any (\(names)::text[])"
      ) { try $0.string(0) }
      for name in names where !busy.contains(name) {
        try connection.execute("drop database if exists \(unescaped: name)")
      }
      names = busy
    }
  }
}
