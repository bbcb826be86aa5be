internal import Foundation

/// A lock between processes on a file, given back when the value or the process ends.
///
/// `flock` rather than a file with a process id in it: the kernel releases it however a process
/// ends. The file may be removed with its folder, so a lock counts only on the file that still
/// has the name.
package struct FileLock: ~Copyable, Sendable {
  package enum Mode: Sendable {
    case shared, exclusive
  }

  private let file: Int32

  /// Takes the lock, waiting for it as long as `limit`; nil where somebody else keeps it.
  package init?(
    path: String, _ mode: Mode, within limit: Duration
  ) throws(ClusterError) {
    let deadline = ContinuousClock.now + limit
    let operation = (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
    while true {
      let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard file >= 0 else { throw .fileSystem(action: "open", path: path, reason: systemReason()) }
      if flock(file, operation) == 0, Self.hasName(path, file) {
        self.file = file
        return
      }
      close(file)
      guard ContinuousClock.now < deadline else { return nil }
      usleep(10_000)
    }
  }

  deinit { close(file) }

  /// Whether nobody else has the lock, which then is this one's alone. Otherwise it is lost.
  borrowing func becomesExclusive() -> Bool {
    flock(file, LOCK_EX | LOCK_NB) == 0
  }

  borrowing func unlock() {
    _ = flock(file, LOCK_UN)
  }

  private static func hasName(_ path: String, _ file: Int32) -> Bool {
    var held = stat()
    var named = stat()
    return unsafe fstat(file, &held) == 0 && lstat(path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }
}

/// What the system says about its last failure.
func systemReason() -> String {
  unsafe String(cString: strerror(errno))
}
