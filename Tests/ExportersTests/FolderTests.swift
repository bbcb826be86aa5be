import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("A package and the folder it is in")
struct FolderTests {
  private let lab: ExportLab
  private let month = "exports/2025-01"

  init() throws {
    lab = try ExportLab()
  }

  private func change(_ detail: String) throws {
    try lab.connection.execute(
      "update billing_findings set detail = \(detail) where kind = 'late_booking'")
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: lab.folder.path(name))
  }

  private func names(_ name: String = "exports") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: lab.folder.path(name)).sorted()
  }

  private func identity(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: lab.folder.path(name))[.systemFileNumber]
      as? Int
  }

  private func folder() throws -> PackageFolder {
    try PackageFolder(
      exports: lab.folder.path("exports"), scope: .period(ExportLab.period),
      temporaryFolder: lab.folder.path)
  }

  @Test("a month's new package leaves its days, and whatever else is in its folder, as they are")
  func keepsOthers() throws {
    try lab.export()
    try lab.folder.write([1, 2, 3], to: month + "/note to the auditor.txt")
    try lab.folder.write([4], to: month + "/01/note.txt")
    try FileManager.default.createSymbolicLink(
      atPath: lab.folder.path(month + "/link"), withDestinationPath: "02")
    let day = try identity(month + "/02/manifest.json")
    try change("seen")
    #expect(try lab.export().changed)
    #expect(try lab.folder.bytes(month + "/note to the auditor.txt") == [1, 2, 3])
    #expect(try identity(month + "/02/manifest.json") == day)
    #expect(try names(month + "/link") == names(month + "/02"))
    #expect(try lab.folder.bytes(month + "/01/note.txt") == [4])
    #expect(try names(month).filter { $0.count == 2 }.count == 30)
    #expect(try names(month).count == 30 + 8)
    #expect(try names() == ["2025-01"])
  }

  @Test("a folder keeps its access rights")
  func keepsRights() throws {
    try lab.export()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o2770], ofItemAtPath: lab.folder.path(month))
    try change("seen")
    try lab.export()
    let attributes = try FileManager.default.attributesOfItem(atPath: lab.folder.path(month))
    #expect(attributes[.posixPermissions] as? Int == 0o2770)
  }

  @Test("two folders change places, or one is put aside first: the same is there afterwards")
  func bothWays() throws {
    for exchanges in [true, false] {
      try lab.export()
      let folder = try folder()
      try OutputFile(path: folder.draft + "/manifest.json").write([UInt8(ascii: "{")])
      try folder.publish(exchanges: exchanges)
      #expect(try lab.folder.bytes(month + "/manifest.json") == [UInt8(ascii: "{")])
      #expect(try names(month).filter { $0.count > 2 } == ["manifest.json"])
      #expect(exists(month + "/02/manifest.json"))
      _ = consume folder
      #expect(try names() == ["2025-01"])
      #expect(try lab.export().changed)
    }
  }

  @Test("a run that died while the old package was aside: the next one puts it back")
  func putBack() throws {
    try lab.export()
    let staging = lab.folder.path("exports/.staging-2025-01")
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      atPath: lab.folder.path(month), toPath: staging + "/aside-2025-01")
    #expect(try !lab.export().changed)
    #expect(exists(month + "/02/manifest.json"))
    #expect(try names() == ["2025-01"])
  }

  @Test("what a dead run left is cleared away by the next run of any month; the living are let be")
  func clearsAway() throws {
    try lab.export()
    let dead = lab.folder.path("exports/.staging-2024-11/2024-11/15")
    try FileManager.default.createDirectory(atPath: dead, withIntermediateDirectories: true)
    try lab.folder.write([1], to: "exports/.staging-2024-11/2024-11/15/half.csv")
    let living = try PackageFolder(
      exports: lab.folder.path("exports"), scope: .period(BillingPeriod("2024-12")!),
      temporaryFolder: lab.folder.path)
    #expect(try living.makeScratch().hasPrefix(lab.folder.path))
    try lab.export()
    #expect(try names() == [".staging-2024-12", "2025-01"])
    #expect(try names("").contains { $0.hasPrefix("jobrunner-") })
    _ = consume living
    #expect(try names() == ["2025-01"])
    #expect(try !names("").contains { $0.hasPrefix("jobrunner-") })
  }

  @Test(
    "a staging folder that another user made, that others may write to, or that is none is refused")
  func foreignStaging() throws {
    try lab.export()
    let staging = lab.folder.path("exports/.staging-2025-01")
    func refusal() -> ExportError? {
      do {
        try lab.export()
        return nil
      } catch { return error as? ExportError }
    }
    let before = try lab.folder.bytes(month + "/manifest.json")
    // The umask had its say in the creation.
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
    #expect(unsafe chmod(staging, 0o777) == 0)
    var found = try #require(refusal())
    #expect(found.message.contains("others may write to it"), "\(found)")
    #expect(unsafe chmod(staging, 0o750) == 0)
    if geteuid() == 0 {
      #expect(unsafe chown(staging, 65_534, 65_534) == 0)
      found = try #require(refusal())
      #expect(found.message.contains("it is another user's"), "\(found)")
      #expect(unsafe chown(staging, 0, 0) == 0)
    }
    #expect(unsafe rmdir(staging) == 0)
    #expect(unsafe symlink(lab.folder.path(month), staging) == 0)
    #expect(refusal() != nil)
    #expect(unsafe unlink(staging) == 0)
    #expect(try lab.folder.bytes(month + "/manifest.json") == before)
    #expect(try !lab.export().changed)
  }

  @Test(
    "a file that is not finished is its owner's and group's from the first byte on, under a name of its own"
  )
  func unfinished() throws {
    let mask = umask(0)
    defer { umask(mask) }
    let target = lab.folder.path("settlement.rejects.csv")
    let (first, second) = (try UnfinishedFile(for: target), try UnfinishedFile(for: target))
    for file in [first, second] {
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
      #expect(attributes[.size] as? Int == 0)
    }
    #expect(first.path != second.path)
    // Where it cannot be put in its place, only what somebody was told of stays.
    try FileManager.default.createDirectory(
      atPath: target + "/taken", withIntermediateDirectories: true)
    for isKept in [false, true] {
      var path = ""
      #expect(throws: SystemFailure.self) {
        let file = try UnfinishedFile(for: target)
        path = file.path
        try file.finish(keepingOnFailure: isKept)
      }
      #expect(FileManager.default.fileExists(atPath: path) == isKept)
    }
  }

  @Test(
    "a sealed package stays as it lies, and what is lost of it is not made up for with other data")
  func sealed() throws {
    let seal = try lab.export().manifestDigest
    let before = try lab.folder.bytes(month + "/manifest.json")
    let exporter = PackageExporter(settings: lab.settings())
    let scope = ExportScope.period(ExportLab.period)
    func export() throws -> Bool {
      try exporter.write(
        scope: scope, over: lab.connection, sealing: .sealed(as: seal, after: nil)
      ).changed
    }
    #expect(try !export())
    let workbook = month + "/billing-2025-01.xlsx"
    try FileManager.default.removeItem(atPath: lab.folder.path(workbook))
    #expect(try export())
    try change("seen")
    #expect(try !export())
    try FileManager.default.removeItem(atPath: lab.folder.path(workbook))
    #expect(
      throws: ExportError.different(
        folder: lab.folder.path(month), file: "billing-2025-01.xlsx")
    ) {
      try export()
    }
    #expect(try lab.folder.bytes(month + "/manifest.json") == before)
  }
}
