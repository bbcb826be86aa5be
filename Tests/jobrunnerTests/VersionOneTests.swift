import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// A lab that was billed by the first version of the program goes on with this one.
@Suite("A lab whose packages are of version 1")
struct VersionOneTests {
  private let lab: ProgramLab
  private let exports: String

  init() throws {
    lab = try ProgramLab()
    exports = lab.folder + "/exports"
  }

  /// Puts the packages in place that the first version wrote of bookings 1 to 5.
  private func place() throws {
    try? FileManager.default.removeItem(atPath: exports)
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../ExportersTests/Packages/version1")
    try FileManager.default.copyItem(at: fixture, to: URL(fileURLWithPath: exports))
  }

  private func manifest(_ month: String) throws -> String {
    try String(contentsOfFile: exports + "/\(month)/manifest.json", encoding: .utf8)
  }

  @Test("an upgrade goes on without a person: open months are written anew, a sealed one stays")
  func upgrade() throws {
    for (id, date) in [
      (1, "2025-01-10"), (2, "2025-01-10"), (3, "2025-01-20"), (4, "2025-02-05"),
      (5, "2025-02-05"),
    ] {
      try lab.book(
        id, on: date, km: id == 2 ? "5.5" : nil, user: 1 + id % 2, items: [(1 + id % 3, "500.00")])
    }
    try lab.admin(["nightly"], on: "2025-02-02")
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 3")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-03")
    try lab.admin(["close", "2025-01"], on: "2025-02-04")
    try lab.admin(["nightly"], on: "2025-02-09")
    try place()
    let sealed = try manifest("2025-01")
    try lab.connection.execute("alter table billing_period_seals disable trigger user")
    try lab.connection.execute(
      """
      update billing_period_seals
      set seal = encode(sha256(convert_to(\(sealed)::text, 'UTF8')), 'hex')
      """)
    try lab.connection.execute("alter table billing_period_seals enable trigger user")
    try lab.admin(["nightly"], on: "2025-02-10")
    #expect(try manifest("2025-02").contains("\"version\" : 2"))
    #expect(try manifest("2025-01") == sealed)
    let export = try lab.run("export", "2025-01")
    #expect(export.exitCode == 0, "\(export.standardError)")
    #expect(try manifest("2025-01") == sealed)
    let verified = try lab.run("verify", exports)
    #expect(verified.exitCode == 0, "\(verified.standardOutput)")
  }

  @Test(
    "a package that names no lab is another's where one of its numbers is another booking's here")
  func another() throws {
    for id in 11...13 { try lab.book(id, on: "2025-01-15") }
    try lab.admin(["nightly"], on: "2025-02-01")
    try place()
    let refused = try lab.admin(["nightly"], on: "2025-02-02", exits: [73])
    #expect(
      refused.standardError.contains(
        "PL/24-25/0000001 is booking 1's there, and booking 11's here"), "\(refused.standardError)")
  }

  @Test("a database that was put back is known by the rows of a package of version 1 too")
  func behind() throws {
    for id in 1...2 { try lab.book(id, on: "2025-01-10") }
    try place()
    let refused = try lab.admin(["nightly"], on: "2025-02-02", exits: [78])
    #expect(refused.standardError.contains("which it has not given"), "\(refused.standardError)")
  }
}
