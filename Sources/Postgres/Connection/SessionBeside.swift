internal import Foundation
internal import Synchronization

/// Another session that sees the very moment which a connection's open transaction sees, on a thread of its
/// own: it carries out one task after the other, all of them in one read-only transaction.
///
/// While it is at work, the transaction that it was opened beside has to stay open: that one's locks keep
/// the tables as they are.
package final class SessionBeside: Sendable {
  package typealias Task = @Sendable (Result<Connection, any Error>) -> Void

  private struct State: Sendable {
    var tasks: [Task] = []
    var isClosed = false
    var isWorking = false
    var cancelHandle: CancelHandle?
  }

  private let state: Mutex<State>
  /// Signalled for each task, and once when the session is closed.
  private let news = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  fileprivate init(_ connection: consuming Connection, at moment: String) {
    state = Mutex(State(cancelHandle: connection.cancelHandle))
    let handed = HandedOver(connection)
    Thread.detachNewThread { [self] in
      work(handed.value, at: moment)
      ended.signal()
    }
  }

  /// Has a task done after those that were given before. It is handed the session, or why there is none; it
  /// is not called any more once the session is closed.
  package func perform(_ task: @escaping Task) {
    state.withLock { $0.tasks.append(task) }
    news.signal()
  }

  /// Ends what the session is doing, and waits until it is gone.
  package func close() {
    let isFirst = state.withLock { state in
      defer { (state.isClosed, state.tasks) = (true, []) }
      return !state.isClosed
    }
    guard isFirst else { return }
    news.signal()
    // The server forgets a request that comes while it waits for the next part of a statement.
    repeat {
      state.withLock { if $0.isWorking { $0.cancelHandle?.cancel() } }
    } while ended.wait(timeout: .now() + 0.1) == .timedOut
  }

  private func work(_ connection: Connection, at moment: String) {
    do {
      try connection.transaction(.moment(moment), access: .readOnly) {
        while let task = next() { task(.success(connection)) }
      }
    } catch {
      while let task = next() { task(.failure(error)) }
    }
    state.withLock { $0.cancelHandle = nil }
  }

  /// The next task; nil once the session is closed.
  private func next() -> Task? {
    let isClosed = state.withLock { state in
      state.isWorking = false
      return state.isClosed
    }
    if isClosed { return nil }
    news.wait()
    return state.withLock { state in
      guard !state.isClosed else { return nil }
      state.isWorking = true
      return state.tasks.removeFirst()
    }
  }
}

/// What one thread gives away to another, and does not touch again.
package struct HandedOver<Value>: @unchecked Sendable {
  package let value: Value

  package init(_ value: Value) { self.value = value }
}

extension Connection {
  /// Opens another session that sees what the open transaction sees; whoever opens it closes it before the
  /// transaction ends.
  ///
  /// - Returns: nil where there is none to be had: the server grants this user no other connection, a pooler
  ///   stands between, or the transaction may write, as nobody else sees what it has written.
  /// - Throws: `PostgresError` where the program is to end, or the server does not name the moment.
  package func beside() throws -> SessionBeside? {
    guard isReadingMoment, !serverState.isPooled else { return nil }
    let other: Connection
    do {
      other = try another()
    } catch let error as PostgresError where error.interruptingSignal == nil {
      return nil
    }
    // Whoever waits for a table waits for the first session, too, and that one ends the second.
    other.yielding = nil
    let moment = try query("select pg_export_snapshot()") { try $0.string(0) }[0]
    return SessionBeside(other, at: moment)
  }
}
