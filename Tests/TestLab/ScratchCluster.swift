internal import Foundation
package import Postgres

/// A server of one test's own, for what would disturb others: its roles, its configuration, its end.
/// It is removed with the value.
package final class ScratchCluster {
  package let cluster: PrivateCluster

  /// Not started yet.
  package init(durability: PrivateCluster.Durability = .relaxed) throws {
    let folder = "/tmp/jobrunner cluster's \(getpid())-\(UInt32.random(in: 0 ... .max))"
    cluster = try PrivateCluster(folder: ClusterFolder(folder), durability: durability)
  }

  deinit { try? cluster.remove() }

  /// How another user than the cluster's own reaches a database.
  package func url(database: String, user: String) -> String {
    cluster.url(database: database).replacing(/user=[a-z]+/, with: "user=\(user)")
  }

  /// What the server says when asked for 42.
  package func answer() throws -> Int? {
    let options = ConnectionOptions(url: cluster.url(database: "postgres"))
    return try Connection(options).first("select 42") { try $0.int(0) }
  }
}
