import Billing
import Foundation
import Postgres
import Synchronization
import TestLab
import Testing

@Suite("Private clusters")
struct PrivateClusterTests {
  @Test("It is made, answers, is started only once, keeps its data, and is removed")
  func life() throws {
    let scratch = try ScratchCluster(durability: .full)
    let cluster = scratch.cluster
    #expect(!cluster.isRunning)
    #expect(try cluster.start())
    #expect(cluster.isRunning)
    #expect(try scratch.answer() == 42)
    #expect(try !cluster.start())

    #expect(try cluster.createDatabase("lab"))
    #expect(try !cluster.createDatabase("lab"))
    try cluster.stop()
    #expect(!cluster.isRunning)
    try cluster.stop()

    #expect(try cluster.start())
    #expect(try !cluster.createDatabase("lab"))
    try cluster.remove()
    #expect(!FileManager.default.fileExists(atPath: cluster.folder.path))
    #expect(!FileManager.default.fileExists(atPath: cluster.socketFolder))
    try cluster.remove()
  }

  @Test("Nobody reaches it but through its owner's folder")
  func isPrivate() throws {
    let scratch = try ScratchCluster()
    try scratch.cluster.start()
    let attributes = try FileManager.default.attributesOfItem(
      atPath: scratch.cluster.socketFolder)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    let options = ConnectionOptions(url: scratch.cluster.url(database: "postgres"))
    let row = try Connection(options).first(
      """
      select current_setting('listen_addresses'), current_setting('fsync'), current_user::text,
        current_setting('server_encoding'), datcollate
      from pg_database where datname = current_database()
      """
    ) { row in try (0..<5).map { try row.string($0) } }
    #expect(row == ["", "off", "jobrunner", "UTF8", "C.UTF-8"])
  }

  @Test("Many who start it at once get one server")
  func together() throws {
    let scratch = try ScratchCluster()
    let cluster = scratch.cluster
    let starts = Atomic(0)
    let failures = Mutex<[String]>([])
    // Each call opens its own lock, as another process would.
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      do {
        if try cluster.start() { starts.add(1, ordering: .relaxed) }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(starts.load(ordering: .relaxed) == 1)
    #expect(try scratch.answer() == 42)
  }

  @Test("A server that was killed is started again with what was committed")
  func killed() throws {
    let scratch = try ScratchCluster()
    let cluster = scratch.cluster
    try cluster.start()
    try cluster.createDatabase("lab")
    kill(try serverProcess(of: cluster), SIGKILL)
    let deadline = ContinuousClock.now + .seconds(20)
    while cluster.isRunning, ContinuousClock.now < deadline { usleep(10_000) }
    #expect(try cluster.start())
    #expect(try !cluster.createDatabase("lab"))
  }

  @Test("Processes that a killed server left are waited for")
  func killedWithChildren() throws {
    let scratch = try ScratchCluster()
    let cluster = scratch.cluster
    try cluster.start()
    let server = try serverProcess(of: cluster)
    let child = try #require(children(of: server).first)
    // Stopped, it does not notice that its server is gone.
    kill(child, SIGSTOP)
    kill(server, SIGKILL)
    let deadline = ContinuousClock.now + .seconds(20)
    while cluster.isRunning, ContinuousClock.now < deadline { usleep(10_000) }
    let lateEnd = Thread {
      usleep(700_000)
      kill(child, SIGCONT)
    }
    lateEnd.start()
    #expect(try cluster.start())
    #expect(try scratch.answer() == 42)
  }

  @Test("A left-over process file that names a living stranger does not keep it from starting")
  func staleProcessFile() throws {
    let scratch = try ScratchCluster()
    let cluster = scratch.cluster
    try cluster.start()
    let file = cluster.folder.path + "/data/postmaster.pid"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try cluster.stop()
    let stranger = try ChildProcess(command: cluster.asServer(["/usr/bin/sleep", "60"]))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    let stale = ["\(stranger.processID)"] + lines.map(String.init)
    try stale.joined(separator: "\n").write(toFile: file, atomically: false, encoding: .utf8)
    #expect(!cluster.isRunning)
    #expect(try cluster.start())
    #expect(try scratch.answer() == 42)
    _ = stranger.wait(within: .zero)
  }

  @Test("A server that ends as it starts is told with what its log says")
  func endsAtOnce() throws {
    let scratch = try ScratchCluster()
    let cluster = scratch.cluster
    try cluster.start()
    try cluster.stop()
    try "max_connections = many\n".write(
      toFile: cluster.folder.path + "/data/postgresql.auto.conf", atomically: false, encoding: .utf8
    )
    let error = #expect(throws: ClusterError.self) { try cluster.start() }
    guard case .ended(_, let log) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(log.contains("max_connections"))
  }

  @Test("The last lease stops the server, and one that is left keeps it and its files")
  func leases() throws {
    let scratch = try ScratchCluster()
    let cluster = scratch.cluster
    let first = try cluster.lease()
    let second = try cluster.lease()
    try first.release()
    #expect(cluster.isRunning)
    #expect(throws: ClusterError.inUse(folder: cluster.folder.path)) { try cluster.remove() }
    try second.release()
    #expect(!cluster.isRunning)
    try first.release()
  }

  @Test("A keeper stops the server when its last user is gone without a word")
  func keeper() throws {
    let scratch = try ScratchCluster()
    let cluster = scratch.cluster
    // Another process, standing for a user that crashes: it holds the lock and is killed.
    let lease = try cluster.lease(keeper: true)
    let user = try ChildProcess(
      command: [
        "/usr/bin/flock", "--shared", cluster.folder.path + "/users.lock", "/usr/bin/sleep", "60",
      ])
    usleep(200_000)
    try lease.release()
    #expect(cluster.isRunning)
    _ = user.wait(within: .zero)
    let deadline = ContinuousClock.now + .seconds(20)
    while cluster.isRunning, ContinuousClock.now < deadline { usleep(10_000) }
    #expect(!cluster.isRunning)
  }

  @Test("A folder that somebody else could have prepared is refused")
  func preparedFolder() throws {
    let scratch = try ScratchCluster()
    let cluster = scratch.cluster
    try FileManager.default.createDirectory(
      atPath: cluster.socketFolder, withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o777])
    // The umask had its say in the creation.
    unsafe chmod(cluster.socketFolder, 0o777)
    defer { unsafe rmdir(cluster.socketFolder) }
    #expect(throws: ClusterError.self) { try cluster.start() }
    #expect(!cluster.isRunning)
  }

  @Test(
    "A database's name is checked", arguments: ["", "Lab", "a b", "a;b", "1a", "ä", "template\""])
  func badNames(_ name: String) throws {
    let cluster = try TestServer.shared.cluster
    #expect(throws: ClusterError.badDatabaseName(name)) { try cluster.createDatabase(name) }
  }

  @Test("A message names the remedy")
  func messages() {
    let error = ClusterError.binariesMissing(searched: PostgresBinaries.searched)
    #expect(error.description.contains("apt-get install postgresql"))
  }

  @Test("Programs are found on the PATH, then by version, newest first, or not at all")
  func binaries() throws {
    let newest = try #require(PostgresBinaries.find())
    #expect(newest.major >= PostgresBinaries.oldestMajor)
    #expect(PostgresBinaries.find(major: newest.major) == newest)
    #expect(PostgresBinaries.find(major: 9) == nil)
    #expect(PostgresBinaries.find(versionsFolder: "/nowhere", path: "/nowhere") == nil)
    let onPath = PostgresBinaries.find(versionsFolder: "/nowhere", path: newest.folder)
    #expect(onPath == newest)
  }

  @Test("Where a cluster is kept that nobody chose a folder for")
  func standardFolder() {
    let folder = ClusterFolder.standard(named: "demo", environment: ["XDG_DATA_HOME": "/data"])
    let expected = geteuid() == 0 ? "/var/lib/jobrunner/demo" : "/data/jobrunner/demo"
    #expect(folder.path == expected)
  }

  private func children(of process: Int32) throws -> [Int32] {
    let path = "/proc/\(process)/task/\(process)/children"
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
      .compactMap { Int32($0) }
  }

  private func serverProcess(of cluster: PrivateCluster) throws -> Int32 {
    let text = try String(
      contentsOfFile: cluster.folder.path + "/data/postmaster.pid", encoding: .utf8)
    return try #require(text.split(separator: "\n").first.flatMap { Int32($0) })
  }
}
