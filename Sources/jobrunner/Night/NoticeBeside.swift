internal import Foundation
internal import Synchronization

/// A notice that is told while the program goes on with its work: who hears that a night begins does not
/// hold it up.
final class NoticeBeside: Sendable {
  private let told = Mutex<ToldNotice?>(nil)

  init(_ tell: @escaping @Sendable () -> ToldNotice) {
    Thread.detachNewThread {
      let notice = tell()
      self.told.withLock { $0 = notice }
    }
  }

  /// Waits for what came of it, no longer than telling may take.
  ///
  /// - Parameter isGivenUp: asked now and then whether it is no longer worth the wait.
  /// - Returns: nil where it was given up.
  func wait(unless isGivenUp: () -> Bool) -> ToldNotice? {
    while true {
      if let notice = told.withLock({ $0 }) { return notice }
      if isGivenUp() { return nil }
      usleep(5_000)
    }
  }
}
