import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("Verifying folders of months and days")
struct VerifyFoldersTests {
  private let forger: ForgedPackage
  private var lab: ExportLab { forger.lab }
  private var folder: String { forger.folder }
  private var exports: String { lab.folder.path("exports") }
  private let files = FileManager.default

  init() throws {
    forger = try ForgedPackage()
  }

  @Test("a day that is gone, emptied or under another day's name is named")
  func days() throws {
    try files.moveItem(atPath: folder + "/02", toPath: lab.folder.path("02"))
    #expect(
      try forger.problems() == [PackageProblem(.missing, folder + "/02", "it is missing")])
    try files.createDirectory(atPath: folder + "/02", withIntermediateDirectories: false)
    #expect(
      try forger.problems(exports) == [
        PackageProblem(.missing, folder + "/02/manifest.json", "it is missing")
      ])
    try files.removeItem(atPath: folder + "/02")
    try files.moveItem(atPath: lab.folder.path("02"), toPath: folder + "/31")
    let found = try forger.problems()
    #expect(found.first == PackageProblem(.missing, folder + "/02", "it is missing"))
    #expect(found.contains { $0.problem == "it is the package of 2025-01-02" })
    #expect(found.contains { $0.problem == "it has 3 rows, and 2025-01 has none of that day" })
  }

  @Test("a day that is older than its month is named")
  func olderDay() throws {
    try lab.connection.forge(
      """
      insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
      select id, 'late', 1.00, '2025-01-31', 1 from billing_records where booking_id = 2
      """)
    try files.copyItem(atPath: folder + "/01", toPath: lab.folder.path("01"))
    try lab.export()
    #expect(try forger.problems().isEmpty)
    try files.removeItem(atPath: folder + "/01")
    try files.moveItem(atPath: lab.folder.path("01"), toPath: folder + "/01")
    #expect(
      try forger.problems()
        == ["invoices", "reconciliation"].sorted(by: >).map {
          PackageProblem(
            .total, folder + "/01/\($0)-2025-01-01.csv",
            "its rows are not those that 2025-01 has of that day")
        })
  }

  @Test(
    "a month that is missing between two others is noted; one that lost its own package is wrong")
  func months() throws {
    try lab.export(.period(BillingPeriod("2024-12")!))
    try lab.export(.period(BillingPeriod("2025-02")!))
    #expect(try forger.problems(exports).isEmpty)
    for name in try FolderTree.names(in: folder) where name.contains(".") {
      try files.removeItem(atPath: folder + "/" + name)
    }
    #expect(
      try forger.problems(exports) == [
        PackageProblem(
          .missing, folder + "/manifest.json", "it is missing, and days of the month are there")
      ])
    try files.removeItem(atPath: folder)
    let report = try PackageVerifier(path: exports).verify()
    #expect(report.problems.isEmpty)
    #expect(
      report.notes == [
        "between 2024-12 and 2025-02 there is no package of 2025-01; to have one: jobrunner export "
          + "2025-01"
      ])
    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try files.copyItem(
      atPath: exports + "/2025-02/datapackage.json", toPath: folder + "/datapackage.json")
    #expect(
      try forger.problems(exports) == [
        PackageProblem(.missing, folder + "/manifest.json", "it is missing")
      ])
  }

  @Test("a folder of days, or a file of a package, beside the months hides none of them")
  func besideMonths() throws {
    try files.copyItem(atPath: folder + "/02", toPath: exports + "/12")
    try files.copyItem(
      atPath: folder + "/invoices-2025-01.csv", toPath: exports + "/invoices-2025-01.csv")
    try forger.write([1], to: "invoices-2025-01.csv")
    #expect(
      try forger.problems(exports).contains { $0.path == folder + "/invoices-2025-01.csv" })
  }

  @Test("a folder that is named by its place is called what it is called there")
  func place() throws {
    for name in try FolderTree.names(in: folder + "/03") {
      try files.removeItem(atPath: folder + "/03/" + name)
    }
    for name in try FolderTree.names(in: folder + "/02") {
      try files.copyItem(atPath: folder + "/02/" + name, toPath: folder + "/03/" + name)
    }
    #expect(
      try forger.problems(folder + "/03/.").map(\.problem) == ["it is the package of 2025-01-02"])
  }

  @Test("a file of another month's package is named, anybody else's is not")
  func stray() throws {
    try forger.write([1], to: "note.txt")
    try forger.write([1], to: "billing-old.xlsx")
    #expect(try forger.problems().isEmpty)
    try forger.write([1], to: "reconciliation-2025-02.csv")
    #expect(
      try forger.problems() == [
        PackageProblem(
          .swapped, folder + "/reconciliation-2025-02.csv", "it belongs to the package of 2025-02")
      ])
  }

  @Test("links, pipes and folders where a file belongs are named, and all else is still checked")
  func oddFiles() throws {
    let name = folder + "/invoices-2025-01.csv"
    let away = lab.folder.path("away.csv")
    try files.moveItem(atPath: name, toPath: away)
    let odd: [(String, () throws -> Void)] = [
      (
        "it is a symbolic link",
        { try files.createSymbolicLink(atPath: name, withDestinationPath: away) }
      ),
      (
        "it is a symbolic link",
        { try files.createSymbolicLink(atPath: name, withDestinationPath: "nowhere") }
      ),
      ("it is neither a file nor a folder", { #expect(unsafe mkfifo(name, 0o600) == 0) }),
      (
        "it is a folder",
        { try files.createDirectory(atPath: name, withIntermediateDirectories: false) }
      ),
    ]
    try forger.write([1], to: "exceptions-2025-01.csv")
    for (problem, make) in odd {
      try make()
      #expect(
        try forger.problems() == [
          PackageProblem(.changed, name, problem + " where an export writes a file"),
          PackageProblem(
            .changed, folder + "/exceptions-2025-01.csv",
            try #require(try forger.problems().last { $0.kind == .changed }).problem),
          PackageProblem(.unreadable, folder + "/exceptions-2025-01.csv", "line 1: no end of line"),
        ])
      try files.removeItem(atPath: name)
    }
  }

  @Test("a month or a day that is a link is named, and not followed")
  func links() throws {
    for (place, target) in [(folder + "/02", "02"), (folder, "2025-01")] {
      let away = lab.folder.path("away-\(target)")
      try files.moveItem(atPath: place, toPath: away)
      try files.createSymbolicLink(atPath: place, withDestinationPath: away)
      #expect(
        try forger.problems(exports) == [
          PackageProblem(.changed, place, "it is a symbolic link where an export writes a folder")
        ])
      try files.removeItem(atPath: place)
      try files.moveItem(atPath: away, toPath: place)
    }
    #expect(try forger.problems(exports).isEmpty)
  }
}
