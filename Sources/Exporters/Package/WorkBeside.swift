internal import Foundation
internal import LabSchema
internal import Postgres
internal import Synchronization

/// Work that another thread does, beside the one that began it.
final class WorkBeside<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let done = NSCondition()

  /// On a thread of its own.
  init(_ body: @escaping @Sendable () throws -> Value) {
    Thread.detachNewThread { [self] in end(Result { try body() }) }
  }

  /// On the thread of a session, after what that was given before.
  fileprivate init(
    on session: SessionBeside, _ body: @escaping @Sendable (Connection) throws -> Value
  ) {
    session.perform { [self] connection in end(Result { try body(connection.get()) }) }
  }

  private func end(_ value: Result<Value, any Error>) {
    done.lock()
    result.withLock { $0 = value }
    done.broadcast()
    done.unlock()
  }

  /// Waits until the work is done, however it ended.
  func wait() {
    done.lock()
    while result.withLock({ $0 == nil }) { done.wait() }
    done.unlock()
  }

  /// Waits for what comes of it.
  func value() throws -> Value {
    wait()
    return try result.withLock { $0! }.get()
  }

  /// The same for a thread in whose transaction others may be in the way meanwhile, or which is to end.
  ///
  /// - Throws: what the work throws; ``PostgresError`` where the connection is to go no further.
  func value(for connection: Connection) throws -> Value {
    done.lock()
    defer { done.unlock() }
    while true {
      if let result = result.withLock({ $0 }) { return try result.get() }
      if !done.wait(until: Date(timeIntervalSinceNow: 0.1)) { try connection.checkInterruption() }
    }
  }
}

/// A second session that reads a month's export, at the same moment as the first.
struct ReaderBeside {
  private let session: SessionBeside
  private let scope: ExportScope
  private let terms: OutcomeTerms

  init(_ session: SessionBeside, reading scope: ExportScope, _ terms: OutcomeTerms) {
    self.session = session
    self.scope = scope
    self.terms = terms
  }

  /// Has it do something, after what it was given before.
  func begin<Value: Sendable>(
    _ body: @escaping @Sendable (ExportReader) throws -> Value
  ) -> WorkBeside<Value> {
    WorkBeside(on: session) { [scope, terms] connection in
      try body(ExportReader(connection, scope: scope, terms: terms))
    }
  }

  /// Ends what it is doing.
  func close() { session.close() }
}
