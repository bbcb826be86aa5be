internal import Billing
internal import Foundation
internal import Postgres

/// A pooler in front of the tests' server, as managed Postgres and many labs have one. It ends with
/// this value.
package final class PgBouncer {
  package enum Mode: String, Sendable {
    case session, transaction, statement
  }

  private let folder: String
  private let process: ChildProcess
  private static let port = 6432

  /// - Parameters:
  ///   - sessions: how many the pooler opens at the server for each database and user.
  ///   - users: who may come through it; nobody has a password.
  package init(
    _ mode: Mode, sessions: Int = 10, users: [String] = [PrivateCluster.role]
  ) throws {
    let server = try TestServer.shared.cluster
    folder = try ServerFolder.make("pooler")
    let configuration = """
      [databases]
      * = host=\(server.socketFolder) port=5432

      [pgbouncer]
      pool_mode = \(mode.rawValue)
      default_pool_size = \(sessions)
      listen_addr =
      listen_port = \(Self.port)
      unix_socket_dir = \(folder)
      auth_type = trust
      auth_file = \(folder)/users
      logfile = \(folder)/log
      """
    try users.map { "\"\($0)\" \"\"\n" }.joined()
      .write(toFile: folder + "/users", atomically: false, encoding: .utf8)
    try configuration.write(
      toFile: folder + "/pgbouncer.ini", atomically: false, encoding: .utf8)
    process = try ChildProcess(
      command: server.asServer(["/usr/sbin/pgbouncer", "--quiet", folder + "/pgbouncer.ini"]))
    try waitUntilItAnswers()
  }

  deinit {
    process.signal(SIGKILL)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// How a client reaches a database through the pooler that it reaches by this address without.
  package func url(instead direct: String) -> String {
    direct.replacing(/host=[^&]+/, with: "host=\(folder)")
      .replacing(/port=[0-9]+/, with: "port=\(Self.port)")
  }

  /// Its socket is there a moment before it listens on it.
  private func waitUntilItAnswers() throws {
    for _ in 0..<500 {
      let ready = try ChildProcess(
        command: ["/usr/bin/pg_isready", "--quiet", "--host", folder, "--port", "\(Self.port)"])
      if ready.wait(within: .seconds(10)).exitCode == 0 { return }
      usleep(20_000)
    }
    throw TestLabError(
      "PgBouncer did not start: "
        + ((try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "there is no log"))
  }
}

/// A folder for a server beside the tests' own, which may have to run as another account.
enum ServerFolder {
  static func make(_ name: String) throws -> String {
    // Short: the path of a socket in it has no more than 107 bytes.
    let folder = "/tmp/jobrunner-\(name)-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let account = try ClusterAccount.ofServer()
    guard unsafe chown(folder, account.userID, account.groupID) == 0 else {
      throw TestLabError("\(folder) could not be given to \(account.name)")
    }
    return folder
  }
}
