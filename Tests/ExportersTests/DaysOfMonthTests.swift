import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("A month's package and those of its days")
struct DaysOfMonthTests {
  private let lab: ExportLab
  private let january = ExportScope.period(ExportLab.period)

  init() throws {
    lab = try ExportLab()
  }

  private func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

  private func exists(_ day: String) -> Bool {
    FileManager.default.fileExists(atPath: lab.folder.path("exports/2025-01/\(day)/manifest.json"))
  }

  /// What identifies each day's manifest as a file: one that was made anew is another.
  private func identities() throws -> [String: Int] {
    var identities: [String: Int] = [:]
    for name in try FolderTree.names(in: lab.folder.path("exports/2025-01"))
    where name.utf8.count == 2 {
      let path = lab.folder.path("exports/2025-01/\(name)/manifest.json")
      identities[name] =
        try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    }
    return identities
  }

  private func problems() throws -> [PackageProblem] {
    try PackageVerifier(path: lab.folder.path("exports")).verify().problems
  }

  private func pay(_ booking: Int) throws {
    try lab.connection.forge(
      """
      insert into billing_payments (record_id, gateway_reference, amount, paid_on, run_id)
      select id, 'late-' || booking_id, 1.00, '2025-01-31', 1
      from billing_records
      where booking_id = \(booking)
      """)
  }

  @Test("one session makes the same files as two, to the byte")
  func oneSession() throws {
    let two = try lab.export()
    // Beside a transaction that may write there is no second session.
    let one = try lab.connection.onSnapshot {
      try PackageExporter(settings: lab.settings("alone")).stage(
        scope: january, over: lab.connection
      )
      .publish()
    }
    #expect(one.manifestDigest == two.manifestDigest)
    var files = 0
    for path in try FileManager.default.subpathsOfDirectory(atPath: two.folder).sorted() {
      let (ours, others) = (two.folder + "/" + path, one.folder + "/" + path)
      if FolderTree.isFolder(try #require(try FolderTree.status(ours))) { continue }
      files += 1
      #expect(
        try FileDigest(path: ours).sha256 == FileDigest(path: others).sha256, "\(path)")
    }
    #expect(files >= 6 * 31)
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: one.folder).count
        == FileManager.default.subpathsOfDirectory(atPath: two.folder).count)
  }

  @Test("a month has the package of every day on which something happened, with its own rows")
  func complete() throws {
    let package = try lab.export()
    let expected = try lab.connection.query(
      """
      select to_char(happened.day, 'DD')
      from (
        select (booking_date at time zone 'Asia/Kolkata')::date as day from bookings
        union
        select billing_date from billing_records
      ) happened
      where to_char(happened.day, 'YYYY-MM') = '2025-01'
      order by 1
      """
    ) { try $0.string(0) }
    #expect(try identities().keys.sorted() == expected)
    let report = try PythonScript.run(
      """
      import csv, pathlib, sys
      month = pathlib.Path(sys.argv[1])
      def rows(folder, name): return list(csv.DictReader(open(next(folder.glob(name + "-*.csv")))))
      for name in ["reconciliation", "invoices"]:
        days = [row for day in sorted(month.glob("[0-3][0-9]")) for row in rows(day, name)]
        key = lambda row: tuple(row.values())
        print(name, sorted(days, key=key) == sorted(rows(month, name), key=key), len(days) > 30)
      """, arguments: [package.folder])
    // Booking 81 has its service date in December, 76 its billing date in February.
    #expect(report == "reconciliation True True\ninvoices True True\n")
    #expect(try problems().isEmpty)
  }

  @Test("what changed on a day is in its package too, and in the next day's, which has it beside")
  func changed() throws {
    try lab.export()
    let before = try identities()
    try pay(20)
    #expect(try lab.export().changed)
    let after = try identities()
    let anew = before.keys.filter { before[$0] != after[$0] }.sorted()
    // Booking 20 is of the 8th; the first day follows a month that is not known here.
    #expect(anew == ["01", "08", "09"])
    #expect(try problems().isEmpty)
    #expect(try !lab.export().changed)
    #expect(try identities() == after)
  }

  @Test("a day that was damaged or lost is made anew with its month")
  func damaged() throws {
    try lab.export()
    try lab.folder.write([1], to: "exports/2025-01/05/billing-2025-01-05.xlsx")
    try FileManager.default.removeItem(atPath: lab.folder.path("exports/2025-01/07"))
    #expect(try problems().count == 2)
    #expect(try lab.export().changed)
    #expect(try problems().isEmpty)
  }

  @Test("a day is written with its month where that is there, so that the two agree")
  func alone() throws {
    let second = ExportScope.day(day("2025-01-02"))
    try lab.export(second)
    #expect(try FolderTree.names(in: lab.folder.path("exports/2025-01")) == ["02"])
    #expect(try problems().isEmpty)
    try lab.export()
    try pay(4)
    let package = try lab.export(second)
    #expect(package.scope == second)
    #expect(package.files.map(\.name).contains("billing-2025-01-02.xlsx"))
    #expect(package.folder == lab.folder.path("exports/2025-01/02"))
    #expect(
      try FileDigest(path: package.folder + "/manifest.json").sha256 == package.manifestDigest)
    #expect(try problems().isEmpty)
  }

  @Test("a day without anything is written where it is asked for; one that lost all is empty")
  func emptyDays() throws {
    try lab.export()
    #expect(!exists("31"))
    try PackageExporter(settings: lab.settings()).write(
      scope: january, days: [day("2025-01-31")], over: lab.connection)
    #expect(exists("31"))
    #expect(try problems().isEmpty)
    try lab.connection.run(
      script: """
        update bookings set booking_date = booking_date + interval '1 day'
        where (booking_date at time zone 'Asia/Kolkata')::date = '2025-01-30';
        update billing_records set billing_date = '2025-01-31' where billing_date = '2025-01-30';
        alter table billing_adjustments disable trigger all;
        update billing_adjustments set adjustment_date = '2025-01-31';
        """)
    try lab.export()
    #expect(try problems().isEmpty)
    let manifest = try #require(
      Manifest(json: try lab.folder.bytes("exports/2025-01/30/manifest.json")))
    #expect(manifest.files.first?.rows == 0)
  }

  @Test("a sealed day whose names changed since is whole, and stays as it is")
  func sealedNames() throws {
    try lab.export()
    try lab.connection.execute("update pets set name = 'Renamed ' || id")
    let seal = try lab.export().manifestDigest
    let before = try identities()
    let package = try PackageExporter(settings: lab.settings()).write(
      scope: .day(day("2025-01-07")), over: lab.connection,
      sealing: .sealed(as: seal, after: nil))
    #expect(!package.changed)
    #expect(
      try FileDigest(path: package.folder + "/manifest.json").sha256 == package.manifestDigest)
    #expect(package.files.count == 5)
    #expect(try identities() == before)
  }

  @Test("a sealed month's lost day is made anew as it was, and not as it would be by now")
  func sealed() throws {
    let sealing = MonthSealing.sealed(as: try lab.export().manifestDigest, after: nil)
    let exporter = PackageExporter(settings: lab.settings())
    let seventh = ExportScope.day(day("2025-01-07"))
    let folder = lab.folder.path("exports/2025-01")
    try FileManager.default.removeItem(atPath: folder + "/07")
    #expect(try exporter.write(scope: seventh, over: lab.connection, sealing: sealing).changed)
    #expect(try problems().isEmpty)
    try pay(4)
    let before = try identities()
    for scope in [january, .day(day("2025-01-02"))] {
      #expect(try !exporter.write(scope: scope, over: lab.connection, sealing: sealing).changed)
    }
    #expect(try identities() == before)
    try FileManager.default.removeItem(atPath: folder + "/07")
    #expect(throws: ExportError.different(folder: folder, file: "billing-2025-01.xlsx")) {
      try exporter.write(scope: seventh, over: lab.connection, sealing: sealing)
    }
  }
}
