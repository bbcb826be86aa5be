internal import Foundation

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

  /// Removes what a server left behind that was not stopped, where none of its processes is left
  /// and the system may have given its process id to another program by now.
  ///
  /// Postgres looks after the plain case itself, and refuses to start in this one.
  func clearLeftOvers(socketFolder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    guard !names.lazy.compactMap({ Int32($0) }).contains(where: works) else { return }
    for path in [folder.processFile, "\(socketFolder)/.s.PGSQL.5432.lock"] {
      unsafe unlink(path)
    }
  }

  /// The end of the server's log, for a message.
  var logEnd: String {
    let text = (try? String(contentsOfFile: folder.log, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n").suffix(5)
    return lines.isEmpty ? "its log is empty" : lines.joined(separator: " / ")
  }

  private func works(_ processID: Int32) -> Bool {
    let workingFolder = try? FileManager.default.destinationOfSymbolicLink(
      atPath: "/proc/\(processID)/cwd")
    return workingFolder == URL(fileURLWithPath: folder.data).resolvingSymlinksInPath().path
  }
}
