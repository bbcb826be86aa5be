import Foundation
import TestLab
import Testing

/// Whoever hears of a lab's nights beside the terminal: a server of pings, and a hook that keeps what it
/// reads.
final class NightEars {
  let server: PingServer
  private let file: String

  /// - Parameter folder: where the hook keeps what it reads.
  init(in folder: String) throws {
    server = try PingServer()
    file = folder + "/heard.json"
  }

  /// What makes the program tell them.
  var environment: [String: String] {
    var environment: [String: String] = [:]
    for word in ["start", "success", "attention", "failure"] {
      environment["NOTIFY_URL_\(word.uppercased())"] = server.url("\(word)/secret")
      environment["HOOKS_ON_\(word.uppercased())"] = word == "start" ? nil : "cat > '\(file)'"
    }
    return environment
  }

  /// Waits until a ping has come.
  func awaitPing() throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while !server.hasHeard {
      guard .now < deadline else { throw TestLabError("no ping came") }
      usleep(10_000)
    }
  }

  /// What they heard of one night.
  struct Night {
    var pings: [PingServer.Heard]
    /// What the hook read; nil where it was not run.
    var summary: [String: Any]?
    var text: String
  }

  func heard() throws -> Night {
    let data = FileManager.default.contents(atPath: file)
    try? FileManager.default.removeItem(atPath: file)
    let summary = try data.map { try JSONSerialization.jsonObject(with: $0) as? [String: Any] }
    return Night(
      pings: server.heard(), summary: summary ?? nil,
      text: data.map { String(decoding: $0, as: UTF8.self) } ?? "")
  }

  /// Expects that both heard of a night that ended with this code: when it began, and how it ended.
  func expect(_ exitCode: Int32, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let night = try heard()
    let word = exitCode == 0 ? "success" : exitCode == 1 ? "attention" : "failure"
    #expect(
      night.pings.map(\.path).suffix(1) == ["/\(word)/secret"], "\(night.pings)",
      sourceLocation: sourceLocation)
    #expect(night.pings.last?.method == "POST", sourceLocation: sourceLocation)
    let words = ["success": "done", "attention": "somebody has to look", "failure": "failed"]
    let line = night.pings.last?.firstLine ?? ""
    #expect(line.contains(words[word]!), "\(line)", sourceLocation: sourceLocation)
    let summary = try #require(
      night.summary, "the hook heard nothing", sourceLocation: sourceLocation)
    #expect(summary["outcome"] as? String == word, sourceLocation: sourceLocation)
    #expect(summary["exit_code"] as? Int32 == exitCode, sourceLocation: sourceLocation)
    #expect(summary["headline"] as? String == line, sourceLocation: sourceLocation)
    #expect((summary["error"] != nil) == (word == "failure"), sourceLocation: sourceLocation)
    for personal in ["Failing row", "Anita", "Ravi Menon", "5551 0001", "home.example", "secret"] {
      #expect(!night.text.contains(personal), sourceLocation: sourceLocation)
      #expect(
        !night.pings.contains { $0.body.contains(personal) }, sourceLocation: sourceLocation)
    }
  }
}
