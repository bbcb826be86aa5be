internal import Foundation

/// The files of a private cluster, and the short folder its socket is in.
///
/// ```
/// folder/data          the database's files, the server's own
/// folder/start.lock    held while the server is made, started, stopped or removed
/// folder/users.lock    held, shared, by everybody who works with the server
/// ```
package struct ClusterFolder: Sendable, Equatable {
  package let path: String

  /// - Parameter path: An absolute path, or one relative to the working folder.
  package init(_ path: String) {
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Where a cluster is kept that nobody chose a folder for.
  ///
  /// Root's server runs as another account, which may not enter root's home.
  package static func standard(
    named name: String,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> ClusterFolder {
    if geteuid() == 0 { return ClusterFolder("/var/lib/jobrunner/\(name)") }
    // The XDG rules: a relative path in the variable is as good as none.
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return ClusterFolder("\(data)/jobrunner/\(name)")
    }
    let home = FileManager.default.homeDirectoryForCurrentUser.path
    return ClusterFolder("\(home)/.local/share/jobrunner/\(name)")
  }

  var data: String { path + "/data" }
  /// Where `initdb` works; renamed to `data` when it is done, so that `data` is always whole.
  var unfinishedData: String { path + "/data.new" }
  var startLock: String { path + "/start.lock" }
  var usersLock: String { path + "/users.lock" }
  var log: String { data + "/server.log" }
  var processFile: String { data + "/postmaster.pid" }
  var versionFile: String { data + "/PG_VERSION" }
  var bootFile: String { data + "/made-in-boot" }

  /// The folder of the server's socket. Not in the cluster's folder: the system allows a socket's
  /// path no more than 107 bytes.
  package func socketFolder(of account: ClusterAccount) -> String {
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    // FNV-1a: two clusters of one user must differ, nothing more is asked of it.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in real.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return "/tmp/jobrunner-\(account.userID)-\(digits)"
  }
}
