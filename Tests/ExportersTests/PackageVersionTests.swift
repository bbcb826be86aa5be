import Billing
import Foundation
import Testing

@testable import Exporters

/// Packages that earlier versions of the program wrote, as they were written.
@Suite("Packages of every version")
struct PackageVersionTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Packages").path

  private func manifest(_ package: String) throws -> String {
    try String(contentsOfFile: Self.folder + "/\(package)/manifest.json", encoding: .utf8)
  }

  @Test("a package of version 1, sealed or not, is valid for ever")
  func version1() throws {
    let report = try PackageVerifier(path: Self.folder + "/version1").verify()
    #expect(report.problems.isEmpty, "\(report.problems)")
    #expect(report.packages.count == 6)
    #expect(try manifest("version1/2025-01").contains("\"version\" : 1\n"))
  }

  @Test("a package of version 2 is: two sealed months in a chain, and an open one, with their days")
  func version2() throws {
    let report = try PackageVerifier(path: Self.folder + "/version2").verify()
    #expect(report.problems.isEmpty, "\(report.problems)")
    for (month, sealed) in [("2025-01", true), ("2025-02", true), ("2025-03", false)] {
      let manifest = try manifest("version2/" + month)
      #expect(manifest.contains("\"version\" : 2\n"), "\(month)")
      #expect(manifest.contains("\"sealed\" : \(sealed),"), "\(month)")
    }
    #expect(try manifest("version2/2025-02").contains("\"period\" : \"2025-01\""))
  }

  @Test("a column that came later is in the files of its version, behind those that were there")
  func laterColumns() {
    let columns = ReportColumns<Int>([
      .file("first", .count, "") { .count($0) },
      .file("second", .count, since: 3, "") { .count($0) },
    ])
    #expect(columns.names(ofVersion: 2) == ["first"])
    #expect(columns.names(ofVersion: 3) == ["first", "second"])
    #expect(columns.since == 3)
    #expect(PackageFiles.all.filter { !$0.columnsAreInOrder }.map { $0.resource } == [])
  }

  @Test("the program writes the newest version, which has every column and sheet")
  func newest() {
    #expect(Manifest.version >= 2)
    let newest = PackageFiles.all.map { $0.header(ofVersion: Manifest.version) }
    #expect(newest == PackageFiles.all.map { $0.header })
    #expect(PackageSheets.all.allSatisfy { $0.since <= Manifest.version })
  }
}

extension PackageFile {
  /// Whether no column stands before one that packages had earlier.
  fileprivate static var columnsAreInOrder: Bool {
    let since = columns.map(\.since)
    return since == since.sorted()
  }
}
