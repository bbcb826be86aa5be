import Billing
internal import Foundation
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("What the spreadsheet library prints")
struct LibraryMessagesTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  @Test("is left out, what others print comes out, and the descriptor is what it was")
  func withheld() throws {
    let path = folder.path("errors")
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(file) }
    func say(_ text: String) {
      let bytes = Array(text.utf8)
      _ = unsafe write(file, bytes, bytes.count)
    }
    say("before\n")
    let value = LibraryMessages.withheld(on: file) {
      say("[ERROR] workbook_close(): Error creating 'a.xlsx'. System error = No space left\n")
      say("another's [ERROR] workbook_close()\n")
      return 7
    }
    say("after\n")
    #expect(value == 7)
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == "before\nanother's [ERROR] workbook_close()\nafter\n")
    LibraryMessages.withheld(on: file) { say("[ERROR] workbook_close(): Zip error\n") }
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasSuffix("\nafter\n"))
  }

  @Test("nobody waits where more is printed than a pipe holds")
  func flood() throws {
    let file = unsafe open(folder.path("errors"), O_WRONLY | O_CREAT, 0o600)
    defer { close(file) }
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 17)
    LibraryMessages.withheld(on: file) {
      for _ in 0..<4 { _ = unsafe write(file, bytes, bytes.count) }
    }
    #expect(try folder.bytes("errors").count > 1000)
  }

  @Test("a workbook that cannot be written is told of once, in our words")
  func once() throws {
    let lab = try ExportLab()
    let program = try JobrunnerProgram.path
    // No file of the program may be larger than the CSV files are; the signal for it is ignored.
    let outcome = try ChildProcess(
      command: [
        "/bin/sh", "-c", "trap '' XFSZ; ulimit -f 24; exec \"$0\" export 2025-01", program,
      ],
      environment: ChildProcess.plainEnvironment.merging([
        "DATABASE_URL": lab.database.url, "BILLING_START_DATE": "2024-12-01",
        "EXPORTS_FOLDER": folder.path("exports"),
      ]) { _, own in own }
    ).wait(within: .seconds(60))
    #expect(outcome.exitCode != 0)
    #expect(outcome.standardError.contains("jobrunner: "), "\(outcome.standardError)")
    #expect(!outcome.standardError.contains("[ERROR]"), "\(outcome.standardError)")
  }
}
