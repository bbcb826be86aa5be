import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("A register of more rows than a sheet takes")
struct RegisterPagesTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  /// The register in the workbook of a month whose sheets take so many rows, page by page.
  private func pages(rowsPerSheet: Int) throws -> [ReadWorkbook.Sheet] {
    let scope = ExportScope.period(ExportLab.period)
    let folder = try PackageFolder(
      exports: lab.folder.path("exports"), scope: scope, temporaryFolder: lab.folder.path)
    _ = try lab.connection.onSnapshot(.readOnly) {
      let reader = ExportReader(lab.connection, scope: scope, terms: lab.settings().terms)
      let writer = PackageWriter(
        settings: lab.settings(), scope: scope, reader: reader, draft: try folder.makeDraft(),
        rowsPerSheet: rowsPerSheet)
      return try writer.writeWorkbook(
        beside: writer.writeRows { _ in }, reader.breakdowns()[scope]!,
        scratch: folder.makeScratch()
      ) { _ in }.finish()
    }
    let pages = try ReadWorkbook(folder.draft + "/" + scope.workbookName).sheets
      .filter { $0.name.hasPrefix("Register") }
    for page in pages {
      let rows = page.rows(from: 5)
      #expect(try sum(page) == page["J3"].amount, "\(page.name)")
      #expect(page["A4"].text == "Booking" && page["B4"].text == "Service date", "\(page.name)")
      #expect(page.filter == "A4:Q\(4 + rows.count)", "\(page.name)")
      #expect(page.frozen == "B5", "\(page.name)")
    }
    return pages
  }

  /// What the final amounts of a page come to.
  private func sum(_ page: ReadWorkbook.Sheet) throws -> Money {
    try page.rows(from: 5).reduce(Money.zero) { try $0 + ($1[9].amount ?? .zero) }
  }

  @Test("goes on in the next sheet, each with its own header, filter and totals")
  func continues() throws {
    let final = try lab.connection.query(
      "select (sum(final_amount) * 100)::bigint from billing_records where billing_period = '2025-01'"
    ) { try $0.int(0) }[0]
    let pages = try pages(rowsPerSheet: 25)
    #expect(pages.map(\.name) == ["Register", "Register (2)", "Register (3)"])
    #expect(pages.map { $0.rows(from: 5).count } == [25, 25, 11])
    #expect(
      try pages.reduce(Money.zero) { try $0 + sum($1) } == Money(minorUnits: Int64(final)))
    // Records and then notes, each by its date and booking, each once.
    let rows = pages.flatMap { $0.rows(from: 5) }
    let places = try rows.map { row in
      let isNote = try #require(row[11].text).hasSuffix("note")
      return "\(isNote ? 1 : 0) \(try #require(row[2].day)) \(1_000_000 + (row[0].number ?? 0))"
    }
    #expect(places == places.sorted())
    #expect(Set(places).count == 61)
  }

  @Test(
    "a sheet that is exactly full is followed by none; a note alone takes one",
    arguments: [(60, [60, 1]), (61, [61])])
  func edges(rowsPerSheet: Int, rows: [Int]) throws {
    #expect(try pages(rowsPerSheet: rowsPerSheet).map { $0.rows(from: 5).count } == rows)
  }
}
