import Billing
import BillingJobs
import Foundation
import LabSchema
import Testing

/// The table of findings in docs/corrections.md, held against the code.
@Suite struct FindingsDocumentTests {
  private static func text() throws -> String {
    let root = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
    return try String(
      contentsOf: root.appendingPathComponent("docs/corrections.md"), encoding: .utf8)
  }

  private static func rows() throws -> [String: [String]] {
    let rows = try text().split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return Dictionary(rows.map { ($0[0], $0) }) { first, _ in first }
  }

  @Test(
    "each kind of finding has its line: its severity, a meaning and its remedy, and no other has")
  func complete() throws {
    let rows = try Self.rows()
    for kind in FindingKind.allCases {
      let row = try #require(rows["`\(kind.rawValue)`"], "\(kind.rawValue) has no line")
      #expect(row.count == 4, "\(row)")
      #expect(row[1] == FindingSeverities()[kind]?.rawValue, "\(row)")
      #expect(!row[2].isEmpty)
      #expect(row[3] == kind.remedy)
    }
    #expect(rows.count == FindingKind.allCases.count)
  }

  @Test("each severity has its words, as findings finding says them")
  func effects() throws {
    let text = try Self.text()
    for severity in FindingSeverity.allCases {
      #expect(text.contains("- **\(severity.rawValue)**: \(severity.effect)."), "\(severity)")
    }
  }
}
