internal import Billing
internal import Glibc
internal import Synchronization

/// Standard output or standard error: the one place that writes to either of them. A write that
/// fails is remembered and ends nothing, so that a run is never stopped by who reads of it.
final class StandardStream: Sendable {
  /// Standard output. Behind a line that is missing nothing more is written.
  static let results = StandardStream(1, goesOnAfterFailure: false)
  /// Standard error: logs, progress and errors, each tried for itself.
  static let messages = StandardStream(2, goesOnAfterFailure: true)

  private struct State {
    /// The first failure, an `errno`.
    var failure: Int32?
    var isEmpty = true
    var readerMayLeave = false
  }

  private let descriptor: Int32
  private let goesOnAfterFailure: Bool
  private let state = Mutex(State())

  private init(_ descriptor: Int32, goesOnAfterFailure: Bool) {
    self.descriptor = descriptor
    self.goesOnAfterFailure = goesOnAfterFailure
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether nothing was given to it yet.
  var isEmpty: Bool { state.withLock(\.isEmpty) }

  func write(_ text: String) {
    state.withLock { state in
      state.isEmpty = false
      guard state.failure == nil || goesOnAfterFailure else { return }
      if let failure = Self.write(Array(text.utf8), to: descriptor) {
        state.failure = state.failure ?? failure
      }
    }
  }

  /// Why not all that was given to it could be written, an `errno`; nil where all was.
  ///
  /// Some file systems say only when a file is closed that its disk is full, so a copy of the
  /// descriptor is closed.
  var failure: Int32? {
    state.withLock { state in
      if state.failure == nil, !state.isEmpty, case let copy = dup(descriptor), copy >= 0,
        close(copy) != 0
      {
        state.failure = errno
      }
      return state.failure
    }
  }

  /// Of a command that changes nothing, who reads the results may leave before their end, as
  /// `head -1` does: nothing is said of it then.
  func letReaderLeave() {
    state.withLock { $0.readerMayLeave = true }
  }

  /// Whether all that failed is that the reader left who might.
  var isReaderGone: Bool {
    state.withLock { $0.readerMayLeave && $0.failure == EPIPE }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
      }
      if count > 0 {
        offset += count
      } else if count < 0, errno == EAGAIN {
        // Somebody who has it too set it not to wait.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&ready, 1, 1000)
      } else if count == 0 || errno != EINTR {
        return count == 0 ? ENOSPC : errno
      }
    }
    return nil
  }
}

/// What has to be so before the program opens anything.
enum ProcessStart {
  /// Opens the standard descriptors that are closed to something on which reading and writing fail:
  /// left free, the next socket or file would get the number, and log lines with it. And lets a
  /// closed pipe and a limit of file size be errors of a write instead of the end of the process, and
  /// the end of a child be something to wait for, whatever this process was started with.
  static func secure() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is given, so it is this one's.
      if unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY) < 0 {
        _ = unsafe open("/", O_RDONLY)
      }
    }
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Where it is ignored, how a child ended is never known.
    signal(SIGCHLD, SIG_DFL)
  }
}
