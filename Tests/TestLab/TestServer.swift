import Foundation
package import Postgres

/// The one private Postgres server of everything that `swift test` runs: of the version that is on the
/// PATH, or the newest installed.
///
/// Each test process holds a lease on it. A keeper beside the server waits for the last lease to
/// end, by a normal exit, a crash or a kill, and then stops it: tests have nothing to remember.
/// The cluster's files stay in memory where that is roomy, else in the system's temporary folder, so that
/// a second run finds the server's data and the migrated template made; after a restart of the machine,
/// which throw-away data need not survive, they are made anew.
package struct TestServer: Sendable {
  package let cluster: PrivateCluster
  private let lease: ClusterLease

  /// The server, started by the first who asks in this process.
  package static var shared: TestServer {
    get throws { try started.get() }
  }

  private static let started = Result { try TestServer() }

  private init() throws {
    // Each version has data of its own.
    guard let programs = PostgresBinaries.find() else {
      throw ClusterError.binariesMissing(searched: PostgresBinaries.searched)
    }
    let folder = ClusterFolder(
      "\(Self.roomiest)/jobrunner-tests-\(geteuid())-\(programs.major)")
    cluster = try PrivateCluster(folder: folder, durability: .relaxed)
    lease = try cluster.lease(keeper: true)
    try dropLeftOvers()
  }

  /// Nearly each test makes and drops a database of 550 files: 115 ms of work on a disk's file system, 45 on
  /// one in memory.
  private static var roomiest: String {
    var memory = statvfs()
    let needed: UInt = 4 << 30
    guard unsafe statvfs("/dev/shm", &memory) == 0, memory.f_bavail * memory.f_frsize >= needed
    else { return "/tmp" }
    return "/dev/shm"
  }

  /// A session in the server's own database, to make and drop others from.
  package func connect() throws -> Connection {
    try Connection(
      ConnectionOptions(url: cluster.url(database: "postgres"), applicationName: "testlab"))
  }

  /// Drops the databases of test processes that are no more, or whose process id is ours now.
  private func dropLeftOvers() throws {
    let connection = try connect()
    let names = try connection.query(
      "select datname from pg_database where datname like 'test\\_%' order by datname"
    ) { try $0.string(0) }
    for name in names {
      guard let owner = Int32(name.split(separator: "_")[1]),
        owner == getpid() || kill(owner, 0) != 0 && errno == ESRCH
      else { continue }
      try connection.execute("drop database if exists \(unescaped: name) with (force)")
    }
  }
}
