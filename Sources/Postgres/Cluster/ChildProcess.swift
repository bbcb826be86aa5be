internal import Foundation

/// A program started by this one, with its standard input closed and its output kept in memory.
///
/// Not Foundation's `Process`: that one counts a program as running for as long as any descendant
/// of it lives, and the purpose here is to start a server that stays. It also hands its open files
/// on; a server must not keep the pipe open that somebody reads this program's output from.
package struct ChildProcess: ~Copyable, Sendable {
  /// How a program ended.
  package struct Outcome: Sendable, Equatable {
    /// The program's exit code, or 128 plus the number of the signal that ended it.
    package let exitCode: Int32
    package let standardOutput: String
    package let standardError: String
    /// Whether it was killed because its time was over.
    package let timedOut: Bool
  }

  /// What every child starts with unless told: no setting of the caller's leaks into a server.
  package static let plainEnvironment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]

  package let processID: Int32
  private let output: Int32
  private let errors: Int32

  /// Starts the program at the absolute path `command[0]`, in a process group of its own.
  ///
  /// - Parameters:
  ///   - folder: Its working folder.
  ///   - newSession: Whether it is to outlive the terminal this process belongs to.
  package init(
    command: [String],
    environment: [String: String] = plainEnvironment,
    folder: String = "/",
    newSession: Bool = false
  ) throws(ClusterError) {
    guard FileManager.default.isExecutableFile(atPath: command[0]) else {
      throw .notRunnable(program: command[0], reason: "there is no such program")
    }
    let output = try Self.namelessFile()
    let errors = try Self.namelessFile()
    var processID: pid_t = 0
    let failure = Self.spawn(
      &processID, ["/usr/bin/env", "--chdir=\(folder)"] + command, environment,
      newSession: newSession, output: output, errors: errors)
    guard failure == 0 else {
      close(output)
      close(errors)
      throw .notRunnable(program: command[0], reason: unsafe String(cString: strerror(failure)))
    }
    self.processID = processID
    self.output = output
    self.errors = errors
  }

  deinit {
    kill(-processID, SIGKILL)
    waitpid(processID, nil, 0)
    close(output)
    close(errors)
  }

  /// Sends the program a signal, as `kill` does.
  package func signal(_ number: Int32) {
    kill(processID, number)
  }

  /// Waits for the end of the program itself, not of what it left running. When the time is over
  /// it and its process group are killed.
  package consuming func wait(within limit: Duration) -> Outcome {
    let deadline = ContinuousClock.now + limit
    var status: Int32 = 0
    var timedOut = false
    while unsafe waitpid(processID, &status, timedOut ? 0 : WNOHANG) == 0 {
      if ContinuousClock.now >= deadline {
        timedOut = true
        kill(-processID, SIGKILL)
      } else {
        usleep(2000)
      }
    }
    let outcome = Outcome(
      exitCode: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f),
      standardOutput: Self.text(of: output), standardError: Self.text(of: errors),
      timedOut: timedOut)
    close(output)
    close(errors)
    discard self
    return outcome
  }

  /// Lets the program go on by itself; nobody waits for it and its output is not kept.
  package consuming func detach() {
    close(output)
    close(errors)
    discard self
  }

  private static func text(of file: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = unsafe pread(file, &chunk, chunk.count, bytes.count), count > 0 {
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A file that ends with its descriptor. Files, because a pipe has to be emptied while the
  /// program runs and stays open as long as anything it started does.
  private static func namelessFile() throws(ClusterError) -> Int32 {
    let folder = FileManager.default.temporaryDirectory.path
    var path = Array("\(folder)/jobrunner.XXXXXX".utf8CString)
    let file = unsafe mkstemp(&path)
    guard file >= 0 else {
      throw .fileSystem(action: "create a file in", path: folder, reason: systemReason())
    }
    unsafe unlink(path)
    // dup2 takes the flag off again for the child's own two.
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  /// What a child must not inherit: all that is open, and what another thread may open until then.
  private static func openFiles() -> Range<Int32> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return 3..<(names.lazy.compactMap { Int32($0) }.max() ?? 255) + 33
  }

  /// `posix_spawn` of a process that inherits no other open file, and no signal that this one blocks or
  /// ignores.
  ///
  /// - Parameters:
  ///   - newSession: whether it gets a session of its own, and else only a process group.
  ///   - input: what it reads; nothing where it is nil.
  /// - Returns: 0, or an `errno`.
  package static func spawn(
    _ processID: inout Int32, _ command: [String], _ environment: [String: String],
    newSession: Bool, input: Int32? = nil, output: Int32, errors: Int32
  ) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let input {
      unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
    for file in openFiles() { unsafe posix_spawn_file_actions_addclose(&actions, file) }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    let session: Int32 = 0x80  // POSIX_SPAWN_SETSID, which glibc's header keeps behind a macro
    let flags =
      (newSession ? session : POSIX_SPAWN_SETPGROUP) | POSIX_SPAWN_SETSIGMASK
      | POSIX_SPAWN_SETSIGDEF
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    // A job that blocks or ignores SIGINT and SIGTERM must not hand that on.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)

    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      unsafe (arguments + variables).forEach { pointer in unsafe free(pointer) }
    }
    return unsafe posix_spawn(
      &processID, command[0], &actions, &attributes, &arguments, &variables)
  }
}
