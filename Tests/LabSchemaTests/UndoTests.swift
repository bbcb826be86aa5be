import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// `docs/adopting.md` tells how to go back, phase by phase, with the scripts of `docs/undo`.
@Suite("Going back")
struct UndoTests {
  private let database: TestDatabase
  private let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 300)
    try ExistingApp().removeBookingsOfNobody(connection)
  }

  private func undo(_ phase: String) throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/undo/\(phase).sql")
    try connection.run(script: try String(contentsOf: path, encoding: .utf8))
  }

  private var migrator: Migrator {
    var patience = Migrator.Patience()
    patience.contractQuietHours = 0
    return Migrator(connection, patience: patience)
  }

  @Test("phase by phase the schema becomes what the app had, and can be adopted again")
  func allTheWay() throws {
    let before = Set(try CatalogReader(connection).objects())
    try migrator.apply()
    try migrator.apply(.contract)
    for phase in ["contract", "jobs", "p2", "p1"] {
      try undo(phase)
      #expect(try migrator.verify().isClean, "\(phase)")
      #expect(try migrator.verify().extra.allSatisfy { before.contains($0) }, "\(phase)")
    }
    try undo("p0")
    let after = Set(try CatalogReader(connection).objects())
    #expect(before.subtracting(after) == [])
    #expect(
      after.subtracting(before).allSatisfy { object in
        object.kind == .index || object.name == "tests.updated_at"
      }, "\(after.subtracting(before))")
    try migrator.apply()
    try migrator.apply(.contract)
    #expect(try migrator.verify().isClean)
  }

  @Test("a contract that was only begun is undone too", arguments: [9000, 9001])
  func begunContract(last: Int32) throws {
    try migrator.apply()
    var patience = Migrator.Patience()
    patience.contractQuietHours = 0
    let begun = EmbeddedMigrations.all.filter { $0.version <= last }
    try Migrator(connection, migrations: begun, patience: patience).apply(.contract)
    try undo("contract")
    #expect(try migrator.verify().isClean)
    try connection.execute(ExistingApp.oldBooking)
    #expect(try migrator.apply(.contract).count == 3)
  }
}
