import Billing
import Foundation
import Postgres
import TestLab

/// The proxy of `kill_proxy.py`, running for as long as the value lives.
struct KillProxy: ~Copyable {
  /// The folder of its socket: the host that a client connects to.
  let folder: String
  private let process: ChildProcess

  init() throws {
    let folder = "/tmp/jobrunner-kill-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("kill_proxy.py").path
    let server = try TestServer.shared.cluster.socketFolder
    process = try ChildProcess(command: ["/usr/bin/python3", script, folder, server])
    self.folder = folder
  }

  /// Waits until clients are let in.
  func awaitListening() throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !FileManager.default.fileExists(atPath: folder + "/.s.PGSQL.5432") {
      guard ContinuousClock.now < deadline else { throw TestLabError("the proxy does not listen") }
      usleep(5000)
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What the proxy does to a connection.
  enum Fault: String {
    case kill
    /// The connection is lost before the statement arrives, once.
    case cut
    /// It is lost after the server has carried the statement out and before it has answered, once.
    case answer
    /// Nothing is let through any more.
    case mute
    /// Each statement waits until ``KillProxy/walk(_:)`` has looked at what there is before it.
    case step
  }

  /// How a client reaches a database through the proxy, with a fault at its `statement`-th statement.
  func url(_ database: TestDatabase, _ fault: Fault = .kill, at statement: Int) -> String {
    "postgresql:///\(database.name)?host=\(folder)&port=5432&user=\(PrivateCluster.role)"
      + "&application_name=\(fault.rawValue)-\(statement)"
  }

  /// Follows the client that is stepped through to its end: looks before each of its statements, which is
  /// what there would be were it killed at that.
  func walk(_ look: (_ statement: Int) throws -> Void) throws {
    var statement = 1
    while true {
      let deadline = ContinuousClock.now + .seconds(60)
      while !exists("held-\(statement)") {
        if exists("ended") { return }
        guard ContinuousClock.now < deadline else {
          throw TestLabError("statement \(statement) does not come")
        }
        usleep(1000)
      }
      defer {
        _ = FileManager.default.createFile(atPath: folder + "/go-\(statement)", contents: nil)
        statement += 1
      }
      try look(statement)
    }
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name)")
  }
}
