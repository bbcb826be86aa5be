internal import Foundation

/// A Postgres cluster of the program's own: no container, no port, no account to set up.
///
/// It listens on a Unix socket in a folder only its owner may enter, and therefore trusts who
/// comes through it. Every method may be called by several processes at once.
package struct PrivateCluster: Sendable {
  package enum Durability: Sendable {
    /// What is committed survives a crash of the machine, as in any Postgres.
    case full
    /// Faster and for throw-away data: after a restart of the machine the cluster is made anew.
    case relaxed
  }

  /// The database role that owns everything in the cluster.
  package static let role = "jobrunner"

  package let folder: ClusterFolder
  package let durability: Durability
  let account: ClusterAccount
  /// Seconds a server may take to start or stop: it may have to recover first.
  let patience = 90

  package init(
    folder: ClusterFolder, durability: Durability = .full
  ) throws(ClusterError) {
    self.folder = folder
    self.durability = durability
    account = try ClusterAccount.ofServer()
  }

  /// How a client reaches the database `name`, whatever `PG*` variables say.
  package func url(database name: String) -> String {
    "postgresql:///\(name)?host=\(socketFolder)&port=5432&user=\(Self.role)"
  }

  package var isRunning: Bool { server.isRunning }

  /// Makes the cluster where there is none, starts its server where it is not running, and
  /// returns when it answers. The server stays when this process ends.
  ///
  /// - Returns: Whether it was this call that started the server.
  @discardableResult
  package func start() throws(ClusterError) -> Bool {
    try makeFolder()
    let lock = try lockForStart()
    defer { withExtendedLifetime(lock) {} }
    try checkReachable()
    try PrivateFolder.make(socketFolder, mode: 0o700, owner: account)
    return try startLocked()
  }

  /// Stops the server, ending whatever its clients are doing; what they did not commit is undone.
  package func stop() throws(ClusterError) {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let lock = try lockForStart()
    defer { withExtendedLifetime(lock) {} }
    try stopLocked(mode: "fast")
  }

  /// Stops the server and deletes the cluster with everything in it.
  package func remove() throws(ClusterError) {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    // Who is just done with it may still be stopping the server.
    guard let users = try FileLock(path: folder.usersLock, .exclusive, within: .seconds(3)) else {
      throw .inUse(folder: folder.path)
    }
    defer { withExtendedLifetime(users) {} }
    let lock = try lockForStart()
    defer { withExtendedLifetime(lock) {} }
    try stopLocked(mode: "immediate")
    for path in [
      folder.data, folder.unfinishedData, socketFolder, folder.usersLock, folder.startLock,
    ] {
      try delete(path)
    }
    // Only if nothing of anybody else's is in it.
    unsafe rmdir(folder.path)
  }
}

// MARK: - With the start lock held

extension PrivateCluster {
  private func startLocked() throws(ClusterError) -> Bool {
    let deadline = ContinuousClock.now + .seconds(patience)
    while server.isRunning {
      if try run([binaries().pgIsReady, "--quiet", "--host", socketFolder]).exitCode == 0 {
        return false
      }
      guard ContinuousClock.now < deadline else {
        throw .notAnswering(folder: folder.path, seconds: patience, log: server.logEnd)
      }
      usleep(50_000)
    }
    if durability == .relaxed, try dataIsOfAnotherBoot() { try delete(folder.data) }
    if !FileManager.default.fileExists(atPath: folder.versionFile) { try create() }
    guard server.clearLeftOvers(socketFolder: socketFolder, until: deadline) else {
      throw .notAnswering(folder: folder.path, seconds: patience, log: server.logEnd)
    }
    let result = try run([
      binaries().pgCtl, "start", "--pgdata", folder.data, "--log", folder.log, "--silent",
      "--wait", "--timeout", "\(patience)", "--options", serverOptions,
    ])
    guard result.exitCode == 0 else {
      guard server.isRunning else { throw .ended(folder: folder.path, log: server.logEnd) }
      throw .notAnswering(folder: folder.path, seconds: patience, log: server.logEnd)
    }
    return true
  }

  private func stopLocked(mode: String) throws(ClusterError) {
    guard server.isRunning else { return }
    try runOrFail(try stopCommand(mode: mode))
  }

  /// The command line that stops the server, without the change of account.
  func stopCommand(mode: String) throws(ClusterError) -> [String] {
    [
      try binaries().pgCtl, "stop", "--pgdata", folder.data, "--mode", mode, "--silent", "--wait",
      "--timeout", "\(patience)",
    ]
  }

  /// Makes the database's files, in a locale that is the same on every machine.
  private func create() throws(ClusterError) {
    try delete(folder.unfinishedData)
    try PrivateFolder.make(folder.unfinishedData, mode: 0o700, owner: account)
    var command = [
      try binaries().initdb, "--pgdata", folder.unfinishedData, "--username", Self.role,
      "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums",
      "--no-instructions",
    ]
    if durability == .relaxed { command.append("--no-sync") }
    try runOrFail(command)
    try write(currentBoot, to: folder.unfinishedData + "/made-in-boot")
    guard unsafe rename(folder.unfinishedData, folder.data) == 0 else {
      throw .fileSystem(action: "create", path: folder.data, reason: systemReason())
    }
  }

  /// Settings as the server's command line, over those `initdb` found best for the machine.
  private var serverOptions: String {
    var settings = [
      "listen_addresses": "", "port": "5432", "unix_socket_directories": socketFolder,
      "unix_socket_permissions": "0700", "timezone": "UTC", "log_timezone": "UTC",
      "cluster_name": Self.role,
    ]
    if durability == .relaxed {
      settings.merge([
        "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
        "max_connections": "200",
      ]) { _, new in new }
    }
    return settings.sorted { $0.key < $1.key }
      .map { "-c \($0.key)='\($0.value)'" }.joined(separator: " ")
  }

  private func dataIsOfAnotherBoot() throws(ClusterError) -> Bool {
    guard FileManager.default.fileExists(atPath: folder.versionFile) else { return false }
    return (try? String(contentsOfFile: folder.bootFile, encoding: .utf8)) != currentBoot
  }
}

// MARK: - Parts

extension PrivateCluster {
  private var server: ServerProcess { ServerProcess(folder: folder) }

  /// The folder of the server's socket, for clients that are told a host and not a URL.
  package var socketFolder: String { folder.socketFolder(of: account) }

  /// Changes with every start of the machine.
  private var currentBoot: String {
    (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? "unknown"
  }

  private func lockForStart() throws(ClusterError) -> FileLock {
    let limit = patience + 30
    guard let lock = try FileLock(path: folder.startLock, .exclusive, within: .seconds(limit))
    else { throw .busy(folder: folder.path, seconds: limit) }
    return lock
  }

  /// The newest programs, or those that made the cluster.
  private func binaries() throws(ClusterError) -> PostgresBinaries {
    let version = try? String(contentsOfFile: folder.versionFile, encoding: .utf8)
    let major = version.flatMap { Int($0.filter(\.isNumber)) }
    if let found = PostgresBinaries.find(major: major) { return found }
    guard let major else { throw .binariesMissing(searched: PostgresBinaries.searched) }
    throw .versionMissing(major: major, folder: folder.path)
  }

  /// Root's folder has to let the server's account pass; what is in it does not.
  func makeFolder() throws(ClusterError) {
    try PrivateFolder.makeTree(folder.path, mode: account.isAnother ? 0o711 : 0o700)
  }

  private func checkReachable() throws(ClusterError) {
    guard account.isAnother else { return }
    guard try run(["/usr/bin/test", "-x", folder.path]).exitCode == 0 else {
      throw .folderNotReachable(path: folder.path, account: account.name)
    }
  }

  /// The command line that runs `command` as the account the server runs as.
  package func asServer(_ command: [String]) -> [String] {
    account.command(command)
  }

  private func run(_ command: [String]) throws(ClusterError) -> ChildProcess.Outcome {
    let process = try ChildProcess(command: asServer(command))
    return process.wait(within: .seconds(patience + 20))
  }

  private func runOrFail(_ command: [String]) throws(ClusterError) {
    let result = try run(command)
    guard result.exitCode == 0 else {
      let lines = (result.standardOutput + result.standardError).split(separator: "\n").suffix(5)
      throw .programFailed(
        program: command[0], exitCode: result.exitCode, output: lines.joined(separator: " / "))
    }
  }

  private func write(_ text: String, to path: String) throws(ClusterError) {
    do {
      try text.write(toFile: path, atomically: false, encoding: .utf8)
    } catch {
      throw .fileSystem(action: "write", path: path, reason: error.localizedDescription)
    }
  }

  private func delete(_ path: String) throws(ClusterError) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch CocoaError.fileNoSuchFile {
      return
    } catch {
      throw .fileSystem(action: "remove", path: path, reason: error.localizedDescription)
    }
  }
}
