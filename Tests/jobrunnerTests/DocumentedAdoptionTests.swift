import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("docs/adopting.md, tried")
struct DocumentedAdoptionTests {
  @Test("each of its steps and blocks holds for an app of SQLAlchemy and Alembic, there and back")
  func walked() throws {
    // The document's roles have the names that every lab's have, so nobody else may be on the server.
    let scratch = try ScratchCluster()
    try scratch.cluster.start()
    // The app's own user is no superuser, but may create roles, as on managed servers.
    let admin = try Connection(ConnectionOptions(url: scratch.cluster.url(database: "postgres")))
    try admin.execute("create role app login createrole")
    for name in ["lab", "trial"] {
      try admin.execute("create database \(unescaped: name) owner app")
    }
    let program = URL(fileURLWithPath: try JobrunnerProgram.path).deletingLastPathComponent().path
    let server = try #require(PostgresBinaries.find()).folder
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../scripts/try-adopting").standardizedFileURL.path
    let outcome = try ChildProcess(
      command: [
        "/bin/bash", script, scratch.url(database: "lab", user: "app"),
        scratch.url(database: "trial", user: "app"),
      ],
      environment: ChildProcess.plainEnvironment.merging(
        ["PATH": "\(program):\(server):/usr/bin:/bin"]) { _, given in given }
    ).wait(within: .seconds(400))
    #expect(outcome.exitCode == 0, "\(outcome.standardOutput)\n\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("holds from its first step to its last"))
  }
}
