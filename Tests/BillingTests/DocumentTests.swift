import Foundation
import Testing

@Suite("The documents")
struct DocumentTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func files(below folder: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    return (paths?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
  }

  /// Decisions tell what was so when they were taken, and names that are no more.
  private static let pages =
    ["README.md", "CONTRIBUTING.md"]
    + files(below: "docs").filter { $0.hasSuffix(".md") && !$0.hasPrefix("docs/decisions/") }

  @Test("every source file that a page names is there", arguments: pages)
  func sources(page: String) throws {
    let text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
    let paths = Self.files(below: "Sources")
    let names = Set(paths.map { String($0.split(separator: "/").last!) })
    for match in text.matches(of: /`([A-Za-z\/]+\.swift)`/) {
      let name = String(match.1)
      #expect(
        names.contains(name) || paths.contains { $0.hasSuffix("/\(name)") }, "\(page): \(name)")
    }
    for match in text.matches(of: /`(Sources\/[A-Za-z\/]+)`/) {
      #expect(
        FileManager.default.fileExists(atPath: Self.root.appending(path: String(match.1)).path),
        "\(page): \(match.1)")
    }
  }

  @Test("every page that another one links is there", arguments: pages)
  func links(page: String) throws {
    let url = Self.root.appending(path: page)
    let text = try String(contentsOf: url, encoding: .utf8)
    for match in text.matches(of: /\]\(([A-Za-z0-9_\/.-]+)[#)]/) {
      let target = url.deletingLastPathComponent().appending(path: String(match.1))
      #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.1)")
    }
  }
}
