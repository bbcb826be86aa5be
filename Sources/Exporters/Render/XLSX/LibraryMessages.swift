internal import Billing
internal import Foundation
internal import Synchronization

/// What the spreadsheet library prints by itself.
enum LibraryMessages {
  /// One at a time: a descriptor that two have exchanged would not find its way back.
  private static let lock = Mutex(())
  /// How the lines begin that the library prints besides returning an error.
  private static let prefix = "[ERROR]"

  /// Runs `body` without the library's lines on the standard error: the error that it returns is told
  /// by ours. Whatever else is written there meanwhile comes out afterwards.
  static func withheld<Value>(
    on descriptor: Int32 = STDERR_FILENO, _ body: () -> Value
  ) -> Value {
    lock.withLock { _ in
      guard let pipe = Detour(of: descriptor) else { return body() }
      let value = body()
      pipe.end { text in
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let kept = lines.filter { !$0.starts(with: prefix.utf8) }
        return Array(kept.joined(separator: [UInt8(ascii: "\n")]))
      }
      return value
    }
  }
}

/// A descriptor whose output goes to a pipe for a while.
private struct Detour: ~Copyable {
  private let descriptor: Int32
  private let original: Int32
  private let output: Int32

  /// - Returns: nil where the system has no descriptors left.
  init?(of descriptor: Int32) {
    var ends: [Int32] = [-1, -1]
    let original = dup(descriptor)
    guard original >= 0 else { return nil }
    guard unsafe pipe(&ends) == 0 else {
      close(original)
      return nil
    }
    for end in ends {
      // What does not fit the pipe is lost, but nobody waits for it.
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    _ = fcntl(original, F_SETFD, FD_CLOEXEC)
    guard dup2(ends[1], descriptor) >= 0 else {
      for end in ends + [original] { close(end) }
      return nil
    }
    close(ends[1])
    self.descriptor = descriptor
    self.original = original
    output = ends[0]
  }

  /// Puts the descriptor back and writes to it what `filter` leaves of what came.
  consuming func end(_ filter: ([UInt8]) -> [UInt8]) {
    dup2(original, descriptor)
    close(original)
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(output, &piece, piece.count)
      guard count > 0 else { break }
      text += piece.prefix(count)
    }
    close(output)
    guard !text.isEmpty else { return }
    let kept = filter(text)
    _ = unsafe write(descriptor, kept, kept.count)
  }
}
