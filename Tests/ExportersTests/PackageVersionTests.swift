import Exporters
import Foundation
import Testing

/// Packages that earlier versions of the program wrote, as they were written.
@Suite("Packages of every version")
struct PackageVersionTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Packages").path

  @Test("a package of version 1, sealed or not, is valid for ever")
  func version1() throws {
    let report = try PackageVerifier(path: Self.folder + "/version1").verify()
    #expect(report.problems.isEmpty, "\(report.problems)")
    #expect(report.packages.count == 6)
    let manifest = try String(
      contentsOfFile: Self.folder + "/version1/2025-01/manifest.json", encoding: .utf8)
    #expect(manifest.contains("\"version\" : 1\n"))
  }
}
