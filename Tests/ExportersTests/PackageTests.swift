import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("Export packages")
struct PackageTests {
  private let lab: ExportLab

  init() throws {
    lab = try ExportLab()
  }

  private func digests(_ name: String = "exports") throws -> [String: FileDigest] {
    let folder = lab.folder.path(name + "/2025-01")
    var digests: [String: FileDigest] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: folder)
    where file.contains(".") {
      digests[file] = try FileDigest(path: folder + "/" + file)
    }
    return digests
  }

  @Test("a month's package has its files under their names, and the manifest names them")
  func files() throws {
    let package = try lab.export()
    let names = [
      "billing-2025-01.xlsx", "reconciliation-2025-01.csv", "invoices-2025-01.csv",
      "exceptions-2025-01.csv", "datapackage.json",
    ]
    #expect(package.files.map(\.name) == names)
    #expect(package.files.map(\.rows) == [61, 81, 31, 9, 3])
    let digests = try digests()
    #expect(Set(digests.keys.filter { !$0.contains("/") }) == Set(names + ["manifest.json"]))
    #expect(digests.count == 6 * 31)
    let manifest = try JSONDecoder.manifest.decode(
      Manifest.self, from: Data(try lab.folder.bytes("exports/2025-01/manifest.json")))
    for file in manifest.files {
      #expect(digests[file.name]?.sha256 == file.sha256)
      #expect(digests[file.name]?.bytes == file.bytes)
    }
    #expect(manifest.files.map(\.rows) == package.files.map(\.rows))
    #expect(manifest.totals.records == 60)
  }

  @Test("the files of one export can be read by owner and group only")
  func modes() throws {
    let package = try lab.export()
    for file in package.files.map(\.name) + ["manifest.json"] {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: package.folder + "/" + file)
      #expect(attributes[.posixPermissions] as? Int == 0o640, "\(file)")
    }
  }

  @Test("two exports of the same data have the same bytes")
  func deterministic() throws {
    try lab.export(to: "first")
    try lab.export(to: "second")
    #expect(try digests("first") == digests("second"))
  }

  @Test("an export that changes nothing touches nothing")
  func unchanged() throws {
    #expect(try lab.export().changed)
    let path = lab.folder.path("exports/2025-01/manifest.json")
    let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    #expect(try !lab.export().changed)
    let after = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    #expect(before == after)
    try lab.connection.execute(
      "update billing_findings set detail = 'seen' where kind = 'late_booking'")
    #expect(try lab.export().changed)
  }

  @Test("a file that was damaged is replaced")
  func damaged() throws {
    try lab.export()
    let before = try digests()
    try lab.folder.write([1, 2, 3], to: "exports/2025-01/invoices-2025-01.csv")
    #expect(try lab.export().changed)
    #expect(try digests() == before)
  }

  @Test("nobody's secrets are in a package")
  func secrets() throws {
    let package = try lab.export()
    let report = try PythonScript.run(
      """
      import pathlib, sys, zipfile
      texts = []
      for path in pathlib.Path(sys.argv[1]).rglob("*.*"):
        if path.suffix == ".xlsx":
          parts = zipfile.ZipFile(path)
          texts += [parts.read(name) for name in parts.namelist()]
        else:
          texts.append(path.read_bytes())
      for secret in [b"secret", b"example.org", b"+9190000"]:
        print(any(secret in text for text in texts))
      """, arguments: [package.folder])
    #expect(report == "False\nFalse\nFalse\n")
  }

  @Test("a day's package lies in its month's folder, named by the date")
  func day() throws {
    let date = try #require(CalendarDate("2025-01-02"))
    let package = try lab.export(.day(date))
    #expect(package.folder.hasSuffix("/exports/2025-01/02"))
    #expect(package.files.first?.name == "billing-2025-01-02.xlsx")
    #expect(package.files.map(\.rows) == [3, 3, 3, 0, 3])
    #expect(package.tieOut.isTied)
  }

  @Test("a month without anything has a package that says so")
  func empty() throws {
    let period = try #require(BillingPeriod("2030-06"))
    let package = try lab.export(.period(period))
    #expect(package.tieOut.isTied)
    // A finding without a date is in the list of every open month.
    #expect(package.files.map(\.rows) == [0, 0, 0, 1, 3])
  }
}

extension JSONDecoder {
  static var manifest: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
