internal import Foundation
internal import Synchronization

/// Looks, while a connection has a snapshot open, whether another session waits to rewrite one of its
/// tables (`alter table`, `truncate`): whoever reads that table waits behind it. The snapshot's
/// statement is then cancelled and its transaction ends with `PostgresError.gaveWay`.
///
/// It works on a thread and a connection of its own, which it opens for the first snapshot that lasts
/// longer than its interval.
final class Yielding: Sendable {
  private struct State: Sendable {
    var isOpen = false
    /// Which snapshot it is: what is found about one that has ended is about no other.
    var snapshot = 0
    var mustEnd = false
    var isLooking = false
    var serverProcess: Int32 = 0
    var cancelHandle: CancelHandle?
  }

  private let state = Mutex(State())
  /// Of the connection that is looked after, and of the one that looks.
  private let session: ConnectionOptions
  private let options: ConnectionOptions
  private let interval: Duration

  init(_ options: ConnectionOptions, interval: Duration) {
    session = options
    var options = options
    options.applicationName += " (watch)"
    options.statementTimeout = 10_000
    self.options = options
    self.interval = interval
  }

  /// One for another connection to the same server.
  func another() -> Yielding { Yielding(session, interval: interval) }

  /// A snapshot begins on a connection.
  func begin(for connection: Connection) {
    let starts = state.withLock { state in
      state.isOpen = true
      state.snapshot += 1
      state.mustEnd = false
      state.serverProcess = connection.serverProcess
      state.cancelHandle = connection.cancelHandle
      if state.isLooking { return false }
      state.isLooking = true
      return true
    }
    if starts { Thread.detachNewThread { self.look() } }
  }

  /// The snapshot has ended, however it did.
  func end() {
    state.withLock { state in
      state.isOpen = false
      state.mustEnd = false
      state.cancelHandle = nil
    }
  }

  func check() throws(PostgresError) {
    if state.withLock({ $0.mustEnd }) { throw .gaveWay }
  }

  /// Looks until no snapshot is open; its connection is closed then.
  private func look() {
    var seen: Int?
    var watch: WatchConnection?
    while true {
      usleep(UInt32(interval / .microseconds(1)))
      let (snapshot, serverProcess): (Int?, Int32) = state.withLock { state in
        if !state.isOpen { state.isLooking = false }
        return (state.isOpen ? state.snapshot : nil, state.serverProcess)
      }
      guard let snapshot else { return }
      // A snapshot that has just begun is looked at the next time.
      if snapshot == seen {
        watch = watch ?? WatchConnection(options)
        if watch?.somebodyWaits(for: serverProcess) == true { end(snapshot) }
      }
      seen = snapshot
    }
  }

  /// Under the lock, so that the snapshot is still open when the server is asked: the request must
  /// not meet a statement that comes after it.
  private func end(_ snapshot: Int) {
    state.withLock { state in
      guard state.isOpen, state.snapshot == snapshot, !state.mustEnd else { return }
      state.mustEnd = true
      state.cancelHandle?.cancel()
    }
  }
}

/// The connection that looks at the server's locks. It stays on the thread that made it.
private final class WatchConnection {
  private let connection: Connection

  /// nil where there is none to be had: then nothing is looked at.
  init?(_ options: ConnectionOptions) {
    guard let connection = try? Connection(options) else { return nil }
    self.connection = connection
  }

  /// Whether a session waits for a lock that lets nobody read, and waits for this server process.
  func somebodyWaits(for serverProcess: Int32) -> Bool {
    let waits = try? connection.first(
      """
      select true
      from pg_catalog.pg_locks waiting
      where not waiting.granted
        and waiting.locktype = 'relation'
        and waiting.mode = 'AccessExclusiveLock'
        and \(serverProcess) = any (pg_catalog.pg_blocking_pids(waiting.pid))
      limit 1
      """
    ) { try $0.bool(0) }
    return (waits ?? nil) ?? false
  }
}

extension Connection {
  /// Lets whoever waits to rewrite a table go first, from the next snapshot on: the snapshot's
  /// transaction ends with `PostgresError.gaveWay`, and can be begun anew.
  ///
  /// - Parameter interval: how often it is looked whether somebody waits.
  package func givesWay(lookingEach interval: Duration = .milliseconds(250)) {
    yielding = Yielding(options, interval: interval)
  }
}
