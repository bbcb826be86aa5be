internal import Foundation
internal import Synchronization

/// Work that a thread of its own does, beside the one that began it.
final class WorkBeside<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let done = NSCondition()

  init(_ body: @escaping @Sendable () throws -> Value) {
    Thread.detachNewThread { [self] in
      let value = Result { try body() }
      done.lock()
      result.withLock { $0 = value }
      done.broadcast()
      done.unlock()
    }
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
}
