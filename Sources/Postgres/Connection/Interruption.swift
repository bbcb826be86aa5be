internal import CLibPQ
internal import Foundation
internal import Glibc
internal import Synchronization

/// A stop that was asked for from outside: once tripped, the running statement of each connection
/// that listens is cancelled at the server, and each further statement is refused. A program that
/// listens to signals ends within two seconds, whatever it waits for: the server rolls back what was
/// not committed, as after any death.
package final class Interruption: Sendable {
  private struct State: Sendable {
    var signal: Int32?
    /// When the program ends at the latest, by itself or not.
    var end: ContinuousClock.Instant?
    var handles: [Int: CancelHandle] = [:]
    /// Process groups that end with the program.
    var groups: Set<Int32> = []
    var next = 0
  }

  private let state = Mutex(State())
  /// How long the program has after a signal, with its last words: who reads them may have stopped reading.
  private static let patience = Duration.milliseconds(1_800)
  /// How long the last words may take where they are said and no more.
  package static let lastBreath = Duration.milliseconds(300)

  package init() {}

  /// The signal that was received, if one was.
  package var signal: Int32? { state.withLock { $0.signal } }

  /// Until when the program may go on by itself, once a signal was received.
  package var end: ContinuousClock.Instant? { state.withLock { $0.end } }

  /// Trips on SIGINT, SIGTERM and SIGHUP from now on, instead of ending the process. A second SIGINT
  /// or SIGTERM ends it at once. A SIGHUP that is ignored already, as under `nohup`, stays ignored.
  ///
  /// - Parameters:
  ///   - lastBreath: how long the last words may take.
  ///   - lastWords: called where the program does not end by itself in time: a connection that waits for
  ///     a dead network, a lock on a file. The process ends when it returns, or does not return soon.
  package func listenToSignals(
    lastBreath: Duration = lastBreath, lastWords: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let isIgnored = Self.isSame(Glibc.signal(number, SIG_DFL), SIG_IGN)
      // SIGINT is ignored by whatever a script starts in its background, and stops that all the same.
      if isIgnored, number == SIGHUP {
        _ = Glibc.signal(number, SIG_IGN)
      } else {
        unsafe sigaddset(&signals, number)
      }
    }
    // No thread is interrupted by them, those neither that are made from now on: one waits for them. It is
    // a plain one, for those of a queue are given a priority, and where the system does not allow that,
    // as within a unit's limits, a line on standard error says so.
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    let awaited = signals
    Thread.detachNewThread {
      var signals = awaited
      while true {
        var number: Int32 = 0
        guard unsafe sigwait(&signals, &number) == 0 else { continue }
        let received = number
        // Asking a server to cancel may take long, and a second signal must not wait for that.
        Thread.detachNewThread { self.trip(received) }
        Thread.detachNewThread { self.endInTime(received, lastBreath: lastBreath, lastWords) }
      }
    }
  }

  /// Ends the program where it has not ended by itself, after its last words or without.
  private func endInTime(
    _ number: Int32, lastBreath: Duration, _ lastWords: @escaping @Sendable (Int32) -> Void
  ) {
    usleep(UInt32((Self.patience - lastBreath) / .microseconds(1)))
    Thread.detachNewThread {
      usleep(UInt32(lastBreath / .microseconds(1)))
      self.endProgram(number)
    }
    lastWords(number)
    endProgram(number)
  }

  private func endProgram(_ number: Int32) -> Never {
    for group in state.withLock({ $0.groups }) { kill(-group, SIGKILL) }
    _exit(128 + number)
  }

  /// A process group, by its first process, that is killed where a signal ends the program before it was
  /// waited for.
  package func takesAlong(_ group: Int32) {
    state.withLock { _ = $0.groups.insert(group) }
  }

  /// It was waited for.
  package func leaves(_ group: Int32) {
    state.withLock { _ = $0.groups.remove(group) }
  }

  /// Cancels what runs and refuses what comes.
  package func trip(_ number: Int32) {
    let (again, handles) = state.withLock { state in
      let again = state.signal != nil
      state.signal = state.signal ?? number
      state.end = state.end ?? .now + Self.patience
      return (again, Array(state.handles.values))
    }
    // A terminal that closes sends SIGHUP once itself and once through its shell.
    if again, number != SIGHUP { endProgram(number) }
    for handle in handles { handle.cancel() }
  }

  private static func isSame(_ one: sighandler_t?, _ other: sighandler_t?) -> Bool {
    unsafe unsafeBitCast(one, to: Int.self) == unsafeBitCast(other, to: Int.self)
  }

  func register(_ handle: CancelHandle) -> Int {
    state.withLock { state in
      state.next += 1
      state.handles[state.next] = handle
      return state.next
    }
  }

  func unregister(_ registration: Int) {
    state.withLock { state in state.handles[registration] = nil }
  }

  func check() throws(PostgresError) {
    if let signal { throw .interrupted(signal: signal) }
  }
}

/// Asks the server to cancel what a connection runs. May be used from any thread.
@safe final class CancelHandle: @unchecked Sendable {
  private let pointer: OpaquePointer

  /// - Parameter connection: a connected libpq connection.
  @unsafe init?(connection: OpaquePointer) {
    guard let pointer = unsafe PQgetCancel(connection) else { return nil }
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    unsafe PQfreeCancel(pointer)
  }

  /// Sends the request; whether it came in time shows in the statement's own result.
  func cancel() {
    var message = [CChar](repeating: 0, count: 256)
    _ = unsafe message.withUnsafeMutableBufferPointer { buffer in
      unsafe PQcancel(pointer, buffer.baseAddress, Int32(buffer.count))
    }
  }
}

extension Interruption {
  /// Waits, and looks up from it now and then for an interruption.
  ///
  /// - Throws: `PostgresError.interrupted` where one came.
  package func wait(_ duration: Duration) throws(PostgresError) {
    try Self.wait(duration, check)
  }

  /// Waits, and looks up from it now and then for what `check` throws.
  fileprivate static func wait(
    _ duration: Duration, _ check: () throws(PostgresError) -> Void
  ) throws(PostgresError) {
    let end = ContinuousClock.now + duration
    while true {
      try check()
      let left = end - .now
      guard left > .zero else { return }
      usleep(UInt32(min(left, .milliseconds(100)) / .microseconds(1)))
    }
  }
}

extension Connection {
  /// Waits, and looks up from it now and then for an interruption.
  ///
  /// - Throws: `PostgresError.interrupted` where one came.
  package func wait(_ duration: Duration) throws(PostgresError) {
    try Interruption.wait(duration, checkInterruption)
  }
}
