import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite(
  "A full disk", .enabled(if: SmallDisk.isPossible, "mounting a small disk needs root"))
struct FullDiskTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  private func change() throws {
    try lab.connection.execute(
      "update billing_findings set detail = 'new' where kind = 'late_booking'")
  }

  private func failure(
    _ settings: ExportSettings, progress: (ExportProgress) -> Void = { _ in }
  ) -> ExportError? {
    do {
      try PackageExporter(settings: settings).write(
        scope: .period(ExportLab.period), over: lab.connection, progress: progress)
      return nil
    } catch {
      return error as? ExportError
    }
  }

  /// Names and digests of everything in the exports.
  private func state(_ folder: String) throws -> [String: FileDigest?] {
    var state: [String: FileDigest?] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path != "filler" {
      state[path] = try? FileDigest(path: folder + "/" + path)
    }
    return state
  }

  @Test("too little room is said before anything is written, in numbers, for either folder")
  func estimated() throws {
    let disk = try SmallDisk(lab.folder.path("disk"), kilobytes: 512)
    var settings = lab.settings("disk")
    var error = try #require(failure(settings))
    #expect(error.exitStatus == .notWritable)
    #expect(error.message.contains(disk.path))
    #expect(error.message.contains("it needs some 4 MB"))
    settings = lab.settings()
    settings.temporaryFolder = disk.path
    error = try #require(failure(settings))
    #expect(error.exitStatus == .notWritable)
    #expect(error.message.contains("on the disk of \(disk.path), and 0 MB are free"))
    let run = try JobrunnerProgram.run(
      ["export", "2025-01"],
      environment: [
        "DATABASE_URL": lab.database.url, "BILLING_START_DATE": "2024-12-01",
        "EXPORTS_FOLDER": lab.folder.path("exports"), "TMPDIR": disk.path,
      ])
    #expect(run.exitCode == 73)
    #expect(run.standardError.contains("free some space, or set exports.folder"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: lab.folder.path("exports")).isEmpty)
  }

  @Test(
    "the output's disk fills up: the old package stays, and the next export leaves no trace of it",
    arguments: [
      ExportProgress.Step.reading, .reconciliation, .workbook, .checking, .publishing,
    ])
  func output(step: ExportProgress.Step) throws {
    let disk = try SmallDisk(lab.folder.path("disk"), kilobytes: 16384)
    let settings = lab.settings("disk")
    try PackageExporter(settings: settings)
      .write(scope: .period(ExportLab.period), over: lab.connection)
    let before = try state(disk.path)
    try change()
    // The estimate is made after the first step: then the disk counts as filled by somebody else.
    let error = failure(settings) { if $0.step == step { disk.fill() } }
    if let error {
      #expect(error.exitStatus == .notWritable, "\(error)")
      #expect(try state(disk.path) == before)
    } else {
      // What is left to be written by then takes no more room.
      #expect(step == .checking || step == .publishing)
    }
    try disk.clear()
    #expect(failure(settings) == nil)
    #expect(try state(disk.path) != before)
    #expect(try PackageVerifier(path: disk.path).verify().problems.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["2025-01"])
  }

  @Test("the temporary disk fills up under the workbook, which the library does not notice")
  func temporary() throws {
    let disk = try SmallDisk(lab.folder.path("disk"), kilobytes: 2048)
    var settings = lab.settings()
    settings.temporaryFolder = disk.path
    try PackageExporter(settings: settings)
      .write(scope: .period(ExportLab.period), over: lab.connection)
    let before = try state(lab.folder.path("exports"))
    try change()
    let error = try #require(
      failure(settings) { if $0.step == .exceptions || $0.step == .invoices { disk.fill() } })
    #expect(error.exitStatus == .notWritable, "\(error)")
    #expect(error.remedy.contains("exports.temporary_folder"))
    #expect(try state(lab.folder.path("exports")) == before)
    try disk.clear()
    #expect(failure(settings) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
  }
}
