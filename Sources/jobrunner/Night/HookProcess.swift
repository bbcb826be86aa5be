internal import Glibc
internal import PlainText
internal import Postgres

/// A hook that runs, in a session of its own: a key pressed at our terminal does not reach it, and it and
/// all that it starts can be ended together.
struct HookProcess: ~Copyable {
  let processID: pid_t
  /// What it reads from; -1 once all is in it, or nobody reads any more.
  private var input: Int32
  private var unread: [UInt8]
  private let output: Int32
  private var written: [UInt8] = []

  /// What is kept of its output.
  private static let largestOutput = 64 * 1024
  private static let mostLines = 100
  /// Between asking it to end and ending it.
  private static let grace = Duration.seconds(1)

  /// - Throws: ``HookError``.
  init(_ command: String, reading input: [UInt8], environment: [String: String]) throws(HookError) {
    // Pipes, since a disk may be full and the size of files limited.
    let (inputEnds, outputEnds) = (try Self.pipe(), try Self.pipe())
    defer {
      close(inputEnds.reading)
      close(outputEnds.writing)
    }
    var processID: pid_t = 0
    let failure = ChildProcess.spawn(
      &processID, ["/bin/sh", "-c", command], environment, newSession: true,
      input: inputEnds.reading, output: outputEnds.writing, errors: outputEnds.writing)
    guard failure == 0 else {
      close(inputEnds.writing)
      close(outputEnds.reading)
      throw HookError(reason: "cannot be started: \(unsafe String(cString: strerror(failure)))")
    }
    self.processID = processID
    (self.input, unread) = (inputEnds.writing, input)
    output = outputEnds.reading
    for end in [self.input, output] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    feed()
  }

  /// Waits for its end, and ends it where its time is over.
  consuming func wait(until deadline: NoticeDeadline) -> HookResult {
    var status: Int32 = 0
    var killAt: ContinuousClock.Instant?
    while unsafe waitpid(processID, &status, WNOHANG) == 0 {
      var ready = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      unsafe poll(&ready, 1, 20)
      if !read() { usleep(20_000) }
      feed()
      if let killAt {
        if .now >= killAt { kill(-processID, SIGKILL) }
      } else if deadline.isOver {
        kill(-processID, SIGTERM)
        killAt = .now + (deadline.isInterrupted ? .zero : Self.grace)
      }
    }
    if killAt != nil { kill(-processID, SIGKILL) }
    read()
    close(output)
    if input >= 0 { close(input) }
    let end: HookResult.End =
      if killAt != nil {
        .timedOut
      } else if status & 0x7f == 0 {
        .exited((status >> 8) & 0xff)
      } else {
        .signalled(status & 0x7f)
      }
    return HookResult(end: end, output: Self.lines(written))
  }

  /// Gives it what it has not read yet, as far as it takes it: nobody waits for one that does not read.
  private mutating func feed() {
    guard input >= 0 else { return }
    while !unread.isEmpty {
      let count = unsafe unread.withUnsafeBytes { bytes in
        unsafe write(input, bytes.baseAddress, bytes.count)
      }
      if count > 0 {
        unread.removeFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        break
      }
    }
    close(input)
    input = -1
  }

  /// Takes what it has written.
  ///
  /// - Returns: false where it can write nothing any more.
  @discardableResult
  private mutating func read() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    // As much as a pipe holds: one that writes without end is looked up from.
    for _ in 0..<4 {
      let count = unsafe Glibc.read(output, &chunk, chunk.count)
      guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
      // What is beyond is read, so that it can go on, and dropped.
      written += chunk[..<min(count, Self.largestOutput - written.count)]
    }
    return true
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.prefix(mostLines).map(String.init)
      + (lines.count > mostLines ? ["… and \(counted(lines.count - mostLines, "line")) more"] : [])
  }

  private static func pipe() throws(HookError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0 else { throw systemError("make a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func systemError(_ action: String) -> HookError {
    HookError(reason: "cannot \(action): \(unsafe String(cString: strerror(errno)))")
  }
}
