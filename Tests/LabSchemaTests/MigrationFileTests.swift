import Billing
import Foundation
import LabSchema
import Testing

@Suite("Migration files")
struct MigrationFileTests {
  @Test("every .sql file of the folder is in the program, byte by byte")
  func embedded() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/LabSQL/migrations")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".sql") }.sorted()
    #expect(EmbeddedMigrations.all.map { "\($0.name).sql" } == files)
    for migration in EmbeddedMigrations.all {
      let text = try String(
        contentsOf: folder.appendingPathComponent("\(migration.name).sql"), encoding: .utf8)
      #expect(migration.sql == text, "\(migration.name)")
    }
  }

  @Test("the versions begin at 0 and go up")
  func versions() {
    let versions = EmbeddedMigrations.all.map(\.version)
    #expect(versions.first == 0)
    #expect(zip(versions, versions.dropFirst()).allSatisfy { $0 < $1 }, "\(versions)")
  }

  @Test("the phases begin in the plan's order, the ledger before them; the contract is last")
  func phases() {
    let phases = EmbeddedMigrations.all.map(\.phase)
    #expect(phases.first == .jobs)
    var order: [MigrationPhase] = []
    // A later migration of a phase that was there before is numbered after those of the others.
    for phase in phases.dropFirst() where !order.contains(phase) { order.append(phase) }
    #expect(order == [.baseline, .p0, .p1, .p2, .jobs, .contract])
    #expect(phases.drop { $0 != .contract }.allSatisfy { $0 == .contract })
  }

  @Test("each file begins with why it is there, and names no schema and no transaction")
  func texts() {
    for migration in EmbeddedMigrations.all {
      #expect(migration.sql.hasPrefix("-- "), "\(migration.name)")
      #expect(!migration.sql.contains("public."), "\(migration.name)")
      #expect(!migration.sql.contains("\ncommit"), "\(migration.name)")
      #expect(!migration.sql.contains("\nbegin;"), "\(migration.name)")
    }
  }

  @Test("a checksum is the file's SHA-256")
  func checksum() {
    #expect(
      Migration(name: "0001_p0_a", sql: "abc")?.sha256
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test(
    "a file that is not named NNNN_phase_what is none",
    arguments: ["", "0001", "1_p0_a", "0001_p9_a", "+001_p0_a", "-001_p0_a", "000x_p0_a"])
  func names(name: String) {
    #expect(Migration(name: name, sql: "") == nil)
  }
}
