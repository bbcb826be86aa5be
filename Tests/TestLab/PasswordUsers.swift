internal import Billing
internal import Foundation
internal import Postgres

/// Users of the tests' server who have to give a password, as all do elsewhere: members of ``role``.
/// Everybody else comes in by the folder of its socket.
package enum PasswordUsers {
  package static let role = "asks_for_password"

  /// Makes a user one of them.
  package static func add(_ user: String, password: String) throws {
    try prepared.get()
    try TestServer.shared.connect().run(
      script: "grant \(role) to \(user); alter role \(user) password '\(password)'")
  }

  private static let prepared = Result { try prepare() }

  /// Written by the server itself: its files may be another account's. Several processes may do it
  /// at once, and write the same.
  private static func prepare() throws {
    let connection = try TestServer.shared.connect()
    let probe = "\(role)_probe"
    for command in [
      "create role \(role)", "create role \(probe) login password 'x' in role \(role)",
    ] {
      // Another process may have made it.
      do { try connection.run(script: command) } catch {
        guard ["42710", "23505"].contains(error.sqlState) else { throw error }
      }
    }
    let file = try connection.query("show hba_file") { try $0.string(0) }[0]
    try connection.run(
      script: """
        copy (
          select unnest(array[
            'local all +\(role) scram-sha-256', 'local all all trust', 'local replication all trust'
          ])
        ) to '\(file)';
        select pg_reload_conf()
        """)
    try awaitQuestion(probe)
  }

  /// The server reads the file when it comes to it.
  private static func awaitQuestion(_ user: String) throws {
    let url = try TestServer.shared.cluster.url(database: "postgres")
      .replacing(/user=[a-z]+/, with: "user=\(user)")
    for _ in 0..<500 {
      if (try? Connection(ConnectionOptions(url: url))) == nil { return }
      usleep(20_000)
    }
    throw TestLabError("the server asks \(user) for no password")
  }
}
