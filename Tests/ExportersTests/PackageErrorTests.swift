import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import Testing

@testable internal import Exporters

@Suite("What can go wrong with an export")
struct PackageErrorTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  private func failure(_ settings: ExportSettings) -> ExportError? {
    do {
      try PackageExporter(settings: settings)
        .write(scope: .period(ExportLab.period), over: lab.connection)
      return nil
    } catch {
      return error as? ExportError
    }
  }

  @Test("a folder that cannot be made is named, with what to do")
  func outputFolder() throws {
    try lab.folder.write([], to: "file")
    let error = try #require(failure(lab.settings("file")))
    #expect(error.exitStatus == .notWritable)
    #expect(error.message.contains(lab.folder.path("file")))
    #expect(error.remedy.contains("exports.folder"))
  }

  @Test("a temporary folder that is not there is named, and nothing is left behind")
  func temporaryFolder() throws {
    var settings = lab.settings()
    settings.temporaryFolder = lab.folder.path("missing")
    #expect(
      failure(settings)
        == .folderNotWritable(
          path: lab.folder.path("missing"), reason: "No such file or directory"))
    let left = try FileManager.default.contentsOfDirectory(
      atPath: lab.folder.path("exports"))
    #expect(left.isEmpty)
  }

  @Test("two writers of one month do not mix")
  func busy() throws {
    let path = lab.folder.path("exports/2025-01")
    let other = try PackageFolder(
      exports: lab.folder.path("exports"), scope: .day(CalendarDate("2025-01-15")!),
      temporaryFolder: "/tmp")
    var settings = lab.settings()
    settings.patience = .milliseconds(200)
    #expect(failure(settings) == .busy(folder: path))
    #expect(ExportError.busy(folder: path).exitStatus == .tryLater)
    _ = consume other
    #expect(failure(lab.settings()) == nil)
  }

  @Test("a workbook that is not whole cannot be written; one that is wrong is a bug")
  func kinds() {
    let damaged = SpreadsheetError.damaged(part: "xl/workbook.xml", problem: "it is missing")
    let full = SpreadsheetError.notWritten(path: "/x", reason: "zip error", code: ENOSPC)
    #expect(ExportError(full, file: "a.xlsx", temporaryFolder: "/tmp") == .diskFull(path: "/x"))
    let mismatch = SpreadsheetError.mismatch(sheet: "Register", problem: "one paisa")
    #expect(
      ExportError(damaged, file: "a.xlsx", temporaryFolder: "/tmp").exitStatus == .notWritable)
    #expect(ExportError(mismatch, file: "a.xlsx", temporaryFolder: "/tmp").exitStatus == .broken)
  }

  @Test("a failed export leaves the package that was there")
  func keepsOld() throws {
    try lab.export()
    let before = try lab.folder.bytes("exports/2025-01/manifest.json")
    try lab.connection.execute(
      "update billing_findings set detail = 'new' where kind = 'late_booking'")
    var settings = lab.settings()
    settings.temporaryFolder = lab.folder.path("missing")
    #expect(failure(settings) != nil)
    #expect(try lab.folder.bytes("exports/2025-01/manifest.json") == before)
  }
}
