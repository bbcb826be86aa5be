import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// `catalog.txt` is what `migrate verify` and the look before an adoption go by. It is recorded from
/// a server: `scripts/catalog` runs this suite with JOBRUNNER_RECORD_CATALOG set, which writes it.
@Suite("The record of the catalog")
struct CatalogRecordTests {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Sources/LabSQL/catalog.txt").standardized.path

  private static let heading = """
    What each migration adds (+) to the catalog of a schema, and takes away (-), as the server
    describes it. Recorded by scripts/catalog; not written by hand.
    """

  @Test("says of each migration what it does to a server's catalog")
  func record() throws {
    let database = try TestDatabase.empty()
    let connection = try database.connect(searchPath: "public")
    var patience = Migrator.Patience()
    patience.contractQuietHours = 0
    var text = Self.heading.split(separator: "\n").map { "; \($0)\n" }.joined()
    var before: Set<CatalogObject> = []
    for count in 1...EmbeddedMigrations.all.count {
      let migrations = Array(EmbeddedMigrations.all.prefix(count))
      let last = migrations[count - 1]
      try Migrator(connection, migrations: migrations, patience: patience)
        .apply(last.phase == .contract ? .contract : .all)
      let after = Set(try CatalogReader(connection).objects())
      text += "\n# \(last.name)\n"
      for object in before.subtracting(after).sorted() { text += "- \(object.line)\n" }
      for object in after.subtracting(before).sorted() { text += "+ \(object.line)\n" }
      before = after
    }
    if ProcessInfo.processInfo.environment["JOBRUNNER_RECORD_CATALOG"] != nil {
      try text.write(toFile: Self.path, atomically: true, encoding: .utf8)
    }
    #expect(
      try String(contentsOfFile: Self.path, encoding: .utf8) == text,
      "a migration was added or changed: run scripts/catalog, and look at what it changes")
  }
}
