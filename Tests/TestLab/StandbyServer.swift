internal import Foundation
internal import Postgres

/// A server that follows the tests' own by streaming replication, and can only be read. It holds
/// every database that was there when it was made, and ends with this value.
package final class StandbyServer {
  private let folder: String
  private let process: ChildProcess
  private static let port = 5433

  package init() throws {
    let primary = try TestServer.shared.cluster
    guard let programs = PostgresBinaries.find() else {
      throw TestLabError("there is no Postgres to make a standby with")
    }
    folder = try ServerFolder.make("standby")
    let copy = try ChildProcess(
      command: primary.asServer([
        programs.folder + "/pg_basebackup", "--host", primary.socketFolder, "--port", "5432",
        "--username", PrivateCluster.role, "--pgdata", folder + "/data", "--checkpoint", "fast",
        "--wal-method", "stream", "--no-sync", "--write-recovery-conf",
      ])
    ).wait(within: .seconds(120))
    guard copy.exitCode == 0 else {
      throw TestLabError("pg_basebackup failed: \(copy.standardError)")
    }
    process = try ChildProcess(
      command: primary.asServer([
        programs.folder + "/postgres", "-D", folder + "/data", "-c", "listen_addresses=",
        "-c", "port=\(Self.port)", "-c", "unix_socket_directories=\(folder)", "-c", "fsync=off",
        // No fewer than the primary's, or nobody could read here.
        "-c", "max_connections=200", "-c", "hot_standby=on",
      ]))
    try waitForAnswer()
  }

  deinit {
    process.signal(SIGQUIT)
    usleep(100_000)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// How a client reaches the copy of a database that it reaches on the primary by this address.
  package func url(instead primary: String) -> String {
    primary.replacing(/host=[^&]+/, with: "host=\(folder)")
      .replacing(/port=[0-9]+/, with: "port=\(Self.port)")
  }

  private func waitForAnswer() throws {
    let url = try url(instead: TestServer.shared.cluster.url(database: "postgres"))
    for _ in 0..<300 {
      if (try? Connection(ConnectionOptions(url: url))) != nil { return }
      usleep(50_000)
    }
    throw TestLabError("the standby does not answer")
  }
}
