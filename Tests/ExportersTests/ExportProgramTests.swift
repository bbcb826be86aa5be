import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

/// The built program, as an operator runs it, on the exporters' lab.
@Suite("The export of the built program")
struct ExportProgramTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  private func environment(_ folder: String = "exports") -> [String: String] {
    [
      "DATABASE_URL": lab.database.url, "BILLING_START_DATE": "2024-12-01",
      "EXPORTS_FOLDER": lab.folder.path(folder), "TMPDIR": lab.folder.path("tmp"),
    ]
  }

  private func makeTemporaryFolder() throws {
    try FileManager.default.createDirectory(
      atPath: lab.folder.path("tmp"), withIntermediateDirectories: true)
  }

  /// Digests of a package's files by name, its days' too; none where there is no package.
  private func digests(_ folder: String) throws -> [String: String] {
    var digests: [String: String] = [:]
    for name in try FolderTree.names(in: lab.folder.path(folder)) {
      let own = folder + "/" + name
      if let status = try FolderTree.status(lab.folder.path(own)), FolderTree.isFolder(status) {
        for (file, digest) in try self.digests(own) { digests[name + "/" + file] = digest }
      } else {
        digests[name] = try FileDigest(path: lab.folder.path(own)).sha256
      }
    }
    return digests
  }

  @Test("in any time zone and locale, and on any day, the same bytes")
  func deterministic() throws {
    try makeTemporaryFolder()
    for (index, place) in [("UTC", "C.UTF-8"), ("Pacific/Kiritimati", "de_DE.UTF-8")].enumerated() {
      var environment = environment("exports\(index)")
      (environment["TZ"], environment["LC_ALL"], environment["LC_NUMERIC"]) = (
        place.0, place.1, place.1
      )
      let run = try JobrunnerProgram.run(["export", "2025-01"], environment: environment)
      #expect(run.exitCode == 0, "\(run.standardError)")
    }
    let first = try digests("exports0/2025-01")
    #expect(first.count == 6 * 31)
    #expect(try first == digests("exports1/2025-01"))
    // No part of it knows what day it was made on.
    let dates = try PythonScript.run(
      """
      import re, sys, zipfile
      parts = zipfile.ZipFile(sys.argv[1])
      print({info.date_time for info in parts.infolist()})
      print(re.findall(r"<dcterms:\\w+[^>]*>([^<]*)<", parts.read("docProps/core.xml").decode()))
      """, arguments: [lab.folder.path("exports0/2025-01/billing-2025-01.xlsx")])
    #expect(
      dates == "{(1980, 1, 1, 0, 0, 0)}\n['2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z']\n")
  }

  @Test(
    "killed at any moment, there is the old package or the new one, and no trace after the next run"
  )
  func killed() throws {
    try makeTemporaryFolder()
    let export = ["export", "2025-01", "--quiet"]
    // Two states of the data, and what the package of each looks like.
    func setState(_ state: Int) throws {
      // One is of a day of the month, and is in that day's package too.
      try lab.connection.execute(
        """
        update billing_findings set detail = \("state \(state)")
        where kind in ('late_booking', 'price_fallback')
        """)
    }
    var packages: [[String: String]] = []
    for state in 0...1 {
      try setState(state)
      let run = try JobrunnerProgram.run(export, environment: environment("state\(state)"))
      #expect(run.exitCode == 0, "\(run.standardError)")
      packages.append(try digests("state\(state)/2025-01"))
    }
    #expect(packages[0] != packages[1])
    // How long it takes where the days that did not change are there.
    try lab.export()
    try setState(0)
    let began = ContinuousClock.now
    #expect(try JobrunnerProgram.run(export, environment: environment()).exitCode == 0)
    let whole = (ContinuousClock.now - began) / Duration.microseconds(1)

    var dice = SeededGenerator(seed: 5)
    for round in 1...50 {
      try setState(round % 2)
      let child = try JobrunnerProgram.start(export, environment: environment())
      // Every other moment lies in the last fifth, where files come into place.
      let from = round % 2 == 0 ? 0.8 : 0
      usleep(UInt32(whole * Double.random(in: from...1.05, using: &dice)))
      child.signal(SIGKILL)
      _ = child.wait(within: .seconds(20))
      let found = try digests("exports/2025-01")
      #expect(packages.contains(found), "round \(round)")
    }
    try setState(1)
    let last = try JobrunnerProgram.run(export, environment: environment())
    #expect(last.exitCode == 0, "\(last.standardError)")
    #expect(try digests("exports/2025-01") == packages[1])
    #expect(try FolderTree.names(in: lab.folder.path("exports")) == ["2025-01"])
    #expect(try FolderTree.names(in: lab.folder.path("tmp")).isEmpty)
  }

  @Test("verify needs no database, names what is wrong, and exits with 65")
  func verify() throws {
    let package = try lab.export()
    let sound = try JobrunnerProgram.run(["verify", package.folder])
    #expect(sound.exitCode == 0)
    #expect(sound.standardOutput == "31 packages complete and untouched\n")
    try lab.folder.write([1], to: "exports/2025-01/invoices-2025-01.csv")
    let broken = try JobrunnerProgram.run(["verify", package.folder])
    #expect(broken.exitCode == 65)
    #expect(broken.standardOutput.contains("invoices-2025-01.csv: it has 1 byte instead of"))
    let json = try JobrunnerProgram.run(["verify", package.folder, "--json"])
    #expect(json.exitCode == 65)
    #expect(json.standardOutput.contains(#""is_sound" : false"#))
    let none = try JobrunnerProgram.run(["verify", lab.folder.path])
    #expect(none.exitCode == 65)
    #expect(none.standardError.contains("there is no export package"))
  }
}
