import Billing
import Foundation
import Testing

@testable import jobrunner

/// What the program states once, and documents repeat for who reads them.
@Suite("What documents say of the program")
struct DocumentedFactsTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func lines(_ path: String) throws -> [Substring] {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8).split(
      separator: "\n")
  }

  @Test(
    "Config/jobrunner.yaml has every key, in its section, with the default that the program takes")
  func defaults() throws {
    var section = ""
    var written: [String: String] = [:]
    for line in try Self.lines("Config/jobrunner.yaml") where !line.contains("#") {
      let parts = line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if line.first != " " {
        section = parts[0]
      } else {
        written["\(section).\(parts[0])"] = parts.count > 1 ? parts[1] : ""
      }
    }
    #expect(written.removeValue(forKey: "checks.severity") == "")
    let standards = ConfigurationKey.allCases.map { key in
      (key.rawValue, key.isList ? "[\(key.standard)]" : key.standard)
    }
    #expect(written == Dictionary(uniqueKeysWithValues: standards))
  }

  @Test(
    "docs/configuration.md has every key in its section's table: what it takes, default, variable")
  func configuration() throws {
    var rows: [String: [String]] = [:]
    var section = ""
    for line in try Self.lines("docs/configuration.md") {
      if line.hasPrefix("### ") { section = line.dropFirst(4).filter { $0 != "`" } }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 7, cells[1].hasPrefix("`") else { continue }
      let key = cells[1].filter { $0 != "`" }
      #expect(key.hasPrefix(section + "."), "\(key) stands below \(section)")
      #expect(rows.updateValue(Array(cells[2...5]), forKey: key) == nil, "\(key) stands twice")
    }
    for key in ConfigurationKey.allCases {
      let found = rows.removeValue(forKey: key.rawValue)
      let row = try #require(found, "\(key.rawValue)")
      let standard = key.isList ? "[\(key.standard)]" : key.standard
      #expect(!row[0].isEmpty && row[1] == "\(key.facts.values)", "\(key.rawValue): \(row[1])")
      #expect(
        standard.isEmpty ? !row[2].hasPrefix("`") : row[2] == "`\(standard)`",
        "\(key.rawValue): \(row[2])")
      #expect(row[3] == "`\(key.variable)`", "\(key.rawValue): \(row[3])")
    }
    #expect(rows.keys.sorted() == ["checks.severity.KIND"])
  }

  @Test(
    "a configuration that says nothing is read, so that every default is one of its key's values")
  func readable() throws {
    let configuration = try LabConfiguration(
      ConfigurationReader(file: nil, environment: [:]), schema: nil)
    #expect(configuration.schema == "public")
    #expect(configuration.naiveTimeZone == "UTC")
    #expect(configuration.keepaliveSeconds == 30)
    #expect(configuration.contractQuietHours == 24)
    #expect(configuration.databaseURL == nil)
  }

  @Test("README's table of exit codes has each of them, and the signals'")
  func exitCodes() throws {
    let lines = try Self.lines("README.md")
    let start = try #require(lines.firstIndex(of: "## Exit codes"))
    let table = lines[(start + 1)...].prefix { $0.hasPrefix("|") }.dropFirst(2)
    let codes = table.flatMap { row in
      row.split(separator: "|")[0].split(separator: ",").compactMap {
        Int32($0.trimmingCharacters(in: .whitespaces))
      }
    }
    let signals = [SIGHUP, SIGINT, SIGTERM].map { 128 + $0 }
    #expect(codes == ExitStatus.allCases.map(\.rawValue) + signals)
  }
}
