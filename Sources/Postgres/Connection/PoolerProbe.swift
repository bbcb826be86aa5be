internal import CLibPQ
internal import Glibc

/// Finds out whether a pooler gives a client one server session for as long as it is connected, or
/// another for each transaction. In the second case what is set in a session, and its locks, would
/// be other clients'.
///
/// A second client is connected, and both are asked several times which process serves them. In
/// session mode each has one of its own; a pooler of transactions lends both the same one where it
/// is quiet, and changes them where it is busy.
struct PoolerProbe {
  private let first: Connection
  private let options: ConnectionOptions
  /// How often both are asked.
  private static let rounds = 4
  /// A pool of one session keeps a second client waiting while the first has it.
  private static let patience: Int32 = 3000

  init(_ connection: Connection, _ options: ConnectionOptions) {
    first = connection
    self.options = options
  }

  func sharesSessions() throws -> Bool {
    let second = try Connection(opening: options, interruption: first.interruption)
    var ofFirst: Set<Int32> = []
    var ofSecond: Set<Int32> = []
    for _ in 0..<Self.rounds {
      ofFirst.insert(try serverProcess())
      // A session that is kept from another while its own client is idle is that client's.
      guard let process = try second.serverProcess(within: Self.patience) else { return false }
      ofSecond.insert(process)
      if ofFirst.count > 1 || ofSecond.count > 1 || !ofFirst.isDisjoint(with: ofSecond) {
        return true
      }
    }
    return false
  }

  private func serverProcess() throws -> Int32 {
    try first.query("select pg_backend_pid()") { try $0.int32(0) }[0]
  }
}

extension Connection {
  /// The process that serves the session at this moment; nil where the answer takes longer than
  /// `milliseconds`, after which the connection is good for nothing more.
  fileprivate func serverProcess(within milliseconds: Int32) throws -> Int32? {
    guard unsafe PQsendQuery(handle, "select pg_backend_pid()") == 1 else { throw connectionError }
    let deadline = ContinuousClock.now + .milliseconds(Int64(milliseconds))
    while unsafe PQisBusy(handle) == 1 {
      try checkInterruption()
      guard ContinuousClock.now < deadline else { return nil }
      var waited = unsafe pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
      _ = unsafe poll(&waited, 1, 100)
      guard unsafe PQconsumeInput(handle) == 1 else { throw connectionError }
    }
    guard let pointer = unsafe PQgetResult(handle) else { throw connectionError }
    let result = unsafe QueryResult(pointer)
    try check(result)
    let process = try result.withRow(0) { try $0.int32(0) }
    drain()
    return process
  }
}
