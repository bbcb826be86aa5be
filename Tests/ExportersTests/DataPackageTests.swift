import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

/// The validator of those who made the standard reads what was written, and says whether types,
/// constraints, keys, references and digests are as the data package has them.
@Suite("The data package, read by frictionless")
struct DataPackageTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  private func validate(_ folder: String) throws -> ChildProcess.Outcome {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../scripts/check-data-package").standardized.path
    // The first call may have to fetch it.
    return try ChildProcess(command: [script, folder]).wait(within: .seconds(300))
  }

  @Test("a month, a day, an empty month, and files for Excel on Windows are valid")
  func valid() throws {
    var windows = lab.settings("windows")
    windows.lineEnding = .crlf
    windows.byteOrderMark = true
    let packages = try [
      lab.export(), lab.export(.day(CalendarDate("2025-01-02")!)),
      lab.export(.period(BillingPeriod("2030-06")!)),
      PackageExporter(settings: windows).write(
        scope: .period(ExportLab.period), over: lab.connection),
    ]
    for package in packages {
      let outcome = try validate(package.folder)
      #expect(outcome.exitCode == 0, "\(outcome.standardOutput) \(outcome.standardError)")
      #expect(outcome.standardOutput.components(separatedBy: " VALID ").count == 4)
    }
  }

  @Test("an invoice of a booking that is not there, and a changed file, are not")
  func invalid() throws {
    let package = try lab.export()
    let name = "exports/2025-01/invoices-2025-01.csv"
    let text = String(decoding: try lab.folder.bytes(name), as: UTF8.self)
    try lab.folder.write(
      Array(text.replacing("2025-01-20,4,", with: "2025-01-20,4444,").utf8), to: name)
    let outcome = try validate(package.folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.standardOutput.contains("hash-count"))
    #expect(outcome.standardOutput.contains("foreign-key"))
  }
}
