internal import Billing
internal import Postgres

/// A server whose connections are all taken, as long as this value lives.
package final class CrowdedServer {
  private let server: ScratchCluster
  private var crowd: [Connection] = []

  package init() throws {
    server = try ScratchCluster()
    try server.cluster.start()
    let options = ConnectionOptions(url: url, applicationName: "crowd")
    while let one = try? Connection(options) { crowd.append(one) }
  }

  package var url: String { server.cluster.url(database: "postgres") }
}
