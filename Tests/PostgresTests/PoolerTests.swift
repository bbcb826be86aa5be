import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// What is set in a session, and its locks, must be nobody else's.
@Suite("Poolers between the program and the server")
struct PoolerTests {
  private let database: TestDatabase

  init() throws {
    database = try TestDatabase.empty()
  }

  private func connect(_ pooler: PgBouncer) throws -> Connection {
    try Connection(
      ConnectionOptions(
        url: pooler.url(instead: database.url), searchPath: "lab", statementTimeout: 61_000))
  }

  /// What a session of the pooler's is set to, seen by a client that sets nothing.
  private func setting(_ name: String, _ pooler: PgBouncer) throws -> String {
    let process = try ChildProcess(
      command: [
        "/usr/bin/psql", "--no-psqlrc", "-At", pooler.url(instead: database.url), "-c",
        "show \(name)",
      ])
    let outcome = process.wait(within: .seconds(20))
    guard outcome.exitCode == 0 else { throw TestLabError(outcome.standardError) }
    return outcome.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test("a pooler that shares sessions is refused, and nothing was set", arguments: [1, 10])
  func transactionMode(sessions: Int) throws {
    for mode in [PgBouncer.Mode.transaction, .statement] {
      let pooler = try PgBouncer(mode, sessions: sessions)
      for _ in 0..<3 {
        let error = #expect(throws: PostgresError.self) { try connect(pooler) }
        guard case .pooledByTransaction = error else {
          Issue.record("\(mode): \(String(describing: error))")
          return
        }
      }
      #expect(try setting("statement_timeout", pooler) == "0", "\(mode)")
    }
  }

  @Test("a busy pooler that shares sessions is refused as well")
  func busy() throws {
    let pooler = try PgBouncer(.transaction, sessions: 4)
    let url = pooler.url(instead: database.url)
    let crowd = try ChildProcess(command: [
      "/bin/bash", "-c",
      "for i in 1 2 3; do while :; do psql -qAt '\(url)' -c 'select pg_sleep(0.01)' >/dev/null; done & done; wait",
    ])
    usleep(300_000)
    for _ in 0..<5 {
      let error = #expect(throws: PostgresError.self) { try connect(pooler) }
      guard case .pooledByTransaction = error else {
        Issue.record("\(String(describing: error))")
        break
      }
    }
    crowd.signal(SIGKILL)
  }

  @Test(
    "a pooler in session mode is as good as none, also one with a single session",
    arguments: [1, 10])
  func sessionMode(sessions: Int) throws {
    let pooler = try PgBouncer(.session, sessions: sessions)
    let connection = try connect(pooler)
    #expect(connection.serverState.isPooled)
    let (process, timeout) = try connection.query(
      "select pg_backend_pid(), current_setting('statement_timeout')"
    ) { (try $0.int32(0), try $0.string(1)) }[0]
    #expect(connection.serverProcess == process)
    #expect(timeout == "61s")
  }

  @Test("without a pooler nothing is suspected")
  func direct() throws {
    #expect(try !Connection(ConnectionOptions(url: database.url)).serverState.isPooled)
  }
}
