internal import Foundation
internal import Glibc

/// What the system knows of a cluster's running server.
///
/// The process id in `postmaster.pid` alone proves nothing: after a crash of the machine it may
/// be any process's. A server's processes have its data folder as their working folder.
struct ServerProcess {
  let folder: ClusterFolder

  /// Whether the process named by `postmaster.pid` is the server of this folder.
  var isRunning: Bool {
    guard let text = try? String(contentsOfFile: folder.processFile, encoding: .utf8),
      let line = text.split(separator: "\n").first, let processID = Int32(line)
    else { return false }
    return works(processID)
  }

  /// Removes what a server left behind that was not stopped, where the system may have given its
  /// process id to another program by now, or keeps it for one that is dead and not yet waited for.
  ///
  /// Postgres looks after the plain case itself, and refuses to start in these, and while one of the
  /// dead server's own processes is left. Those end by themselves once they notice, so they are waited
  /// for.
  ///
  /// - Returns: whether none is left; otherwise nothing was removed.
  func clearLeftOvers(socketFolder: String, until deadline: ContinuousClock.Instant) -> Bool {
    while hasProcesses {
      guard ContinuousClock.now < deadline else { return false }
      usleep(20_000)
    }
    for path in [folder.processFile, "\(socketFolder)/.s.PGSQL.5432.lock"] {
      unsafe unlink(path)
    }
    return true
  }

  /// The end of the server's log, for a message.
  var logEnd: String {
    let text = (try? String(contentsOfFile: folder.log, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n").suffix(5)
    return lines.isEmpty ? "its log is empty" : lines.joined(separator: " / ")
  }

  /// Whether any process of this folder's server is left.
  private var hasProcesses: Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.lazy.compactMap { Int32($0) }.contains(where: works)
  }

  private func works(_ processID: Int32) -> Bool {
    guard let folder = FileIdentity(folder.data) else { return false }
    return FileIdentity("/proc/\(processID)/cwd") == folder
  }
}

/// Which file or folder a path leads to. A process in another mount namespace, such as a container's, may
/// have another one by the same path.
private struct FileIdentity: Equatable {
  let device: dev_t
  let file: ino_t

  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    (device, file) = (status.st_dev, status.st_ino)
  }
}
